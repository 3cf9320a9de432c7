// Recorded figures, read from the fixtures.

import Foundation
import Testing

/// A JSON value with the accessors that a replay needs.
enum JSON: Equatable, Sendable, Decodable {
  case null
  case number(Double)
  case text(String)
  case list([JSON])
  case object([String: JSON])

  /// Reads a fixture of this target.
  static func fixture(_ name: String) throws -> JSON {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/" + name, withExtension: "json"))
    return try JSONDecoder().decode(JSON.self, from: Data(contentsOf: url))
  }

  /// Reads a text, or returns nil when it is not JSON.
  init?(parsing text: String) {
    guard let value = try? JSONDecoder().decode(JSON.self, from: Data(text.utf8)) else { return nil }
    self = value
  }

  subscript(key: String) -> JSON {
    if case .object(let members) = self { members[key] ?? .null } else { .null }
  }
  subscript(index: Int) -> JSON { list.indices.contains(index) ? list[index] : .null }

  var list: [JSON] { if case .list(let elements) = self { elements } else { [] } }
  var members: [String: JSON] { if case .object(let members) = self { members } else { [:] } }
  var text: String { if case .text(let text) = self { text } else { "" } }
  /// The number, or a NaN that equals nothing, so that a missing figure never passes for a match.
  var number: Double { if case .number(let number) = self { number } else { .nan } }
  var isNull: Bool { self == .null }
}

extension JSON {
  // Not JSONSerialization: on Linux it reads 0.010499999999999954 five units in the last place too high.
  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let members = try? value.decode([String: JSON].self) {
      self = .object(members)
    } else if let list = try? value.decode([JSON].self) {
      self = .list(list)
    } else if let flag = try? value.decode(Bool.self) {
      self = .number(flag ? 1 : 0)
    } else {
      self = .null
    }
  }
}
