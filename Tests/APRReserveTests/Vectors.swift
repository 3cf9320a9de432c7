// Reads the recorded vectors: a part that travels with the tests, and all of them where they are at hand.

import APRReserve
import Foundation
import Testing

/// Whether tests are to take more random cases than a debug run should.
let isExtensive = ProcessInfo.processInfo.environment["SIMRUN_EXTENSIVE"] != nil

@Suite("Recorded vectors")
struct VectorTests {
  @Test(
    "All recorded vectors are at hand, not only the part beside the tests",
    .enabled(if: VectorSource.present.contains(.everything), "SIMRUN_VECTORS names no directory of vectors"))
  func everythingIsPresent() throws {
    for name in ["vectors_evm.csv", "vectors_evm_kernel.csv", "vectors_evm_qty.csv", "paths_evm.csv"] {
      let part = try VectorSource.fixtures.rows(name).count
      #expect(try VectorSource.everything.rows(name).count > part, "\(name)")
    }
  }
}

/// Where recorded vectors are read from.
enum VectorSource: CaseIterable, CustomTestStringConvertible {
  /// The part kept beside the tests.
  case fixtures
  /// All of them, in the directory SIMRUN_VECTORS or beside the package.
  case everything

  var testDescription: String { self == .fixtures ? "fixtures" : "all vectors" }

  /// The sources at hand: the full files only where they exist.
  static var present: [VectorSource] {
    everything.directory == nil ? [.fixtures] : [.fixtures, .everything]
  }

  private var directory: URL? {
    switch self {
    case .fixtures: return Bundle.module.resourceURL?.appending(path: "Fixtures")
    case .everything:
      let named = ProcessInfo.processInfo.environment["SIMRUN_VECTORS"]
      let package = URL(filePath: #filePath).appending(path: "../../..").standardized
      let root = named.map { URL(filePath: $0) } ?? package.appending(path: "../shared/vectors").standardized
      let directory = root.appending(path: "apr")
      return FileManager.default.fileExists(atPath: directory.path) ? directory : nil
    }
  }

  /// The bytes of a file.
  func data(_ name: String) throws -> Data {
    try Data(contentsOf: #require(directory).appending(path: name))
  }

  /// The rows of a CSV file without quoted fields.
  func rows(_ name: String) throws -> [VectorRow] {
    let lines = String(decoding: try data(name), as: UTF8.self).split(separator: "\n")
    let header = try #require(lines.first).split(separator: ",").map(String.init)
    let columns = Dictionary(uniqueKeysWithValues: zip(header, header.indices))
    return lines.dropFirst().map { line in
      VectorRow(columns: columns, fields: line.split(separator: ",", omittingEmptySubsequences: false))
    }
  }
}

/// A row of a vector file: fields by the name of their column.
struct VectorRow: CustomStringConvertible {
  let columns: [String: Int]
  let fields: [Substring]

  var description: String { fields.joined(separator: ",") }

  /// The text of a field.
  func text(_ column: String) throws -> String {
    String(fields[try #require(columns[column], "no column \(column)")])
  }

  /// A field as a word.
  func word(_ column: String) throws -> UInt256 {
    try APRReserveTests.word(text(column))
  }

  /// A field as an amount of base units.
  func amount(_ column: String) throws -> Int128 {
    try APRReserveTests.amount(text(column))
  }

  /// A field as a small number.
  func integer(_ column: String) throws -> Int {
    try #require(Int(try text(column)), "\(column) is no small number in \(self)")
  }

  /// The liquidity parameters of the row.
  func parameters() throws -> LiquidityParameters {
    try LiquidityParameters(
      LiquidityArguments(
        rInFp: word("rInFp"), pMinInFp: word("pMinInFp"),
        numFpBits: columns["numFpBits"] == nil ? 40 : word("numFpBits"),
        maxCapBuyInWei: word("capBuyWei"), maxCapSellInWei: word("capSellWei"), feeInBps: word("feeBps"),
        maxTokenToEthRateInPrecision: word("maxRate"), minTokenToEthRateInPrecision: word("minRate")))
  }
}

/// The word that a text writes.
func word(_ text: String?) throws -> UInt256 {
  let text = try #require(text)
  return try #require(UInt256(text), "\(text) is no word")
}

/// The amount of base units that a text writes.
func amount(_ text: String?) throws -> Int128 {
  let text = try #require(text)
  return try #require(Int128(text), "\(text) is no amount")
}

/// A small generator for property tests: the sequence of a seed never changes.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number of up to so many bits, its length drawn first, so that short and long ones are as likely.
  mutating func number(bits: Int) -> UInt256 {
    let length = Int.random(in: 1...bits, using: &self)
    let word = UInt256(
      high: UInt128(next()) << 64 | UInt128(next()), low: UInt128(next()) << 64 | UInt128(next()))
    return word >> (256 - length)
  }
}
