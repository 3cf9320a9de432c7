// Replays of recorded cases against what the originals did, figure by figure.

import Foundation
import SimEngine
import Testing

@testable import ALPPool
@testable import ScenarioRunner

/// The server's cases, recorded on both of its branches; books of NuBot; auctions of the first pools.
@Suite struct RecordedReplayTests {
  /// The cases that show a fault of the original, and which.
  static let faults: [String: ServerFault] = [
    "c16_unclassified_order_poisons_rounds": .unrankedOrdersStopRounds,
    "c18_duplicate_price_moved": .textualDuplicates, "c19_duplicate_partial_fill": .textualDuplicates,
    "c21_duplicate_across_exchanges": .textualDuplicates,
    "c36_unit_removed_with_pending_orders": .unrankedOrdersStopRounds,
    "c39_payout_double_registration": .paysEveryRegistration, "c42_payout_no_rpc": .payoutLoopDies,
    "e01_protocol_register": .failsOnForeignCharacters, "e03_read_endpoints": .showsAskRatioForBids,
  ]

  @Test(arguments: ["master", "automatic_config"])
  func `Every answer, table, report and payment of the server comes out, bit for bit`(branch: String) throws {
    let cases = try Recorded.cases("alp_server", of: "ALPPoolTests")
    #expect(cases.count == 40)
    for recorded in cases {
      let replayed = try Recorded.value(of: PoolReplay.run(recorded, branch: branch, isLegacy: true))
      // A branch that did the same as master is recorded in words.
      let expected = [recorded["expect_\(branch)"], recorded["expect_master"]].compactMap { $0 }
      let answers = try #require(expected.first { $0.string == nil })
      let differences = Recorded.differences(replayed, WireValue(answers))
      #expect(differences == [], "\(recorded["id"]?.string ?? "")")
    }
  }

  /// The recorded cases that come out otherwise under some faults, by their names.
  private func differing(under fidelity: Fidelity) throws -> Set<String> {
    let differing = try Recorded.cases("alp_server", of: "ALPPoolTests").filter { recorded in
      let replayed = try Recorded.value(of: PoolReplay.run(recorded, branch: .master, fidelity: fidelity))
      let answers = try #require(recorded["expect_master"])
      return !Recorded.differences(replayed, WireValue(answers)).isEmpty
    }
    return Set(differing.compactMap { $0["id"]?.string })
  }

  @Test(arguments: ServerFault.allCases)
  func `A replay with one fault mended differs in the cases that show it and in no other`(fault: ServerFault)
    throws
  {
    let cases = Self.faults.filter { $0.value == fault }.map(\.key)
    #expect(try differing(under: Fidelity.legacy.subtracting([fault])) == Set(cases))
  }

  @Test func `A replay with all faults mended differs in the cases of all and in no other`() throws {
    #expect(try differing(under: .corrected) == Set(Self.faults.keys))
  }

  @Test func `The original marks a credit of nothing as paid where its address was paid, and else not`()
    throws
  {
    let address = ["BMJ2PJ1TNMwnTYUopQVxBrAPmmJjJjhd96", "BEbkDnBh71ZaXHXkr63HXP4bMda9m9BN7B"]
    let side = #"{"ratio": 0.5, "rank_1": {"ratio": 1, "tolerance": 0.01}, "rank_2": {"ratio": 0}}"#
    func register(_ user: String, _ address: String) -> String {
      #"{"op": "register", "body": {"user": "\#(user)", "address": "\#(address)", "exchange": "poloniex", "unit": "btc"}}"#
    }
    func submit(_ user: String, price: Int) -> String {
      #"{"op": "liquidity", "body": {"user": "\#(user)", "req": {"nonce": 1}, "sign": "s", "exchange": "poloniex", "unit": "btc"},"#
        + #" "orders": [{"id": "\#(user)", "side": "ask", "amount": 100, "price": \#(price)}]}"#
    }
    // A is in the rank that is paid; B, of the same address, and C, of another, are in the one that is not.
    let recorded = """
      {"start_time": 1460000000, "minimum_payout": 0.1, "prices": {"btc": 400},
       "exchanges": {"poloniex": {"btc": {"reverse": false, "reward": 1, "target": 100, "ask": \(side), "bid": \(side)}}},
       "steps": [\(register("A", address[0])), \(register("B", address[0])), \(register("C", address[1])),
         \(submit("A", price: 400)), \(submit("B", price: 900)), \(submit("C", price: 900)),
         {"op": "credit", "at": 60}, {"op": "pay", "at": 86400}, {"op": "dump"}]}
      """
    let tree = try JSONReader.read(SourceText(name: "case", bytes: Array(recorded.utf8)))
    let answer = String(
      decoding: try PoolReplay.run(tree, branch: "master", isLegacy: true).bytes(), as: UTF8.self)
    let paid = answer.matches(of: #/"paid": ?(\d)/#).map { String($0.1) }
    #expect(paid == ["1", "1", "0"], "\(answer)")
  }

  @Test func `NuBot's books come out exactly, each order with its rank`() throws {
    let cases = try Recorded.cases("nubot_order_book", of: "AgentModelsTests")
    #expect(cases.count == 27)
    for recorded in cases {
      let book = try Recorded.value(of: BookReplay.run(recorded, tolerance: 0.0105))
      let orders = try #require(recorded["orders"])
      #expect(book["orders"] == WireValue(orders))
      #expect(book["ranks"]?.elements?.count == book["orders"]?.elements?.count)
      #expect(try Recorded.value(of: BookReplay.run(recorded, tolerance: nil))["ranks"] == nil)
    }
  }

  @Test(arguments: [("tllp_dutch_auction", "dutch", 12), ("tllp_fixed_cost", "fixed-cost", 3)])
  func `Balances, rates and paid orders of auctioned minutes come out`(
    file: String, variant: String, count: Int
  ) throws {
    let cases = try Recorded.cases(file, of: "ALPPoolTests")
    #expect(cases.count == count)
    for var recorded in cases {
      let word = JSONMember(
        key: "variant", keySpan: recorded.span, value: JSONNode(.string(variant), at: recorded.span))
      recorded.value = .object((recorded.members ?? []) + [word])
      let credited = try Recorded.value(of: AuctionReplay.run(recorded))
      let expected = try #require(recorded["expect"])
      #expect(Recorded.differences(credited, WireValue(expected)) == [], "\(recorded["id"]?.string ?? "")")
    }
  }

  @Test func `A wall at its offset and fee is of rank 1 up to exactly its distance from the peg`() throws {
    let recorded = try #require(
      try Recorded.cases("nubot_order_book", of: "AgentModelsTests").first {
        $0["id"]?.string == "n03_standard_sell"
      })
    let wall = try #require(
      try Recorded.value(of: BookReplay.run(recorded, tolerance: nil))["orders"]?.elements?[0].elements?[0]
        .number)
    let distance = 1 - min(wall, 1) / max(wall, 1)
    func ranks(_ tolerance: Double) throws -> [WireValue] {
      try #require(
        try Recorded.value(of: BookReplay.run(recorded, tolerance: tolerance))["ranks"]?.elements)
    }
    #expect(try ranks(distance).first == .text("rank_1"))
    #expect(try ranks(distance.nextDown).first == .text("rank_2"))
    #expect(Set(try ranks(1)) == [.text("rank_1")])
  }
}

/// Recorded cases beside the tests of the modules that they are about, and how they are compared.
enum Recorded {
  static func cases(_ name: String, of target: String) throws -> [JSONNode] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = tests.appending(path: "\(target)/Fixtures/\(name).json")
    let tree = try JSONReader.read(SourceText(name: name, bytes: Array(Data(contentsOf: file))))
    guard case .array(let cases)? = tree["cases"]?.value else { return [] }
    return cases
  }

  /// What was printed, read back.
  static func value(of text: JSONText) throws -> WireValue {
    WireValue(try JSONReader.read(SourceText(name: "output", bytes: text.bytes()), dialect: .strict))
  }

  /// Every place where two values differ; the order of an object's members does not count.
  static func differences(_ ours: WireValue, _ theirs: WireValue, at path: String = "") -> [String] {
    switch (ours, theirs) {
    case (.object(let left), .object(let right)):
      let keys = Set(left.map(\.key)).union(right.map(\.key)).sorted()
      return keys.flatMap { key in
        guard let mine = ours[key], let other = theirs[key] else {
          return ["\(path).\(key) is on one side only"]
        }
        return differences(mine, other, at: "\(path).\(key)")
      }
    case (.list(let left), .list(let right)) where left.count == right.count:
      return left.indices.flatMap { differences(left[$0], right[$0], at: "\(path)[\($0)]") }
    default: return ours == theirs ? [] : ["\(path): \(ours.line), not \(theirs.line)"]
    }
  }
}
