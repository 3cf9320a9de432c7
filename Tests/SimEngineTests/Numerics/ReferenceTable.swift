// Reading the tables that Fixtures/make_numerics_tables.py wrote.

import Foundation
import Testing

/// The rows of a comma-separated table in Fixtures; lines that begin with # are left out.
func referenceRows(_ name: String) throws -> [[String]] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  let text = try String(contentsOf: folder.appending(path: "Fixtures/\(name).csv"), encoding: .utf8)
  return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
    line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}

/// The double with the bits that 16 hexadecimal digits give.
func double(bits digits: String) throws -> Double {
  Double(bitPattern: try #require(UInt64(digits, radix: 16)))
}
