// A fact, what facts are told of, and how both are laid out in columns.

/// A figure under a name.
public struct Fact: Hashable, Sendable {
  /// What it is, with its unit.
  public let name: String
  /// The figure; nil where the sample is too short for it, or does not vary.
  public let value: Double?
  /// Whether it is how many there are of something, which depends on the length of a sample alone.
  let isCount: Bool

  init(_ name: String, _ value: Double?) { (self.name, self.value, isCount) = (name, value, false) }

  /// How many there are of something.
  init(count: Int, of name: String) { (self.name, value, isCount) = (name, Double(count), true) }

  /// The figure with the digits that count; a dash where there is none.
  var text: String { value.map { isCount ? "\(Int($0))" : Fact.text($0) } ?? "-" }

  /// A figure with three digits.
  static func text(_ value: Double) -> String { readable(value, digits: 3) }
}

/// Something that facts are told of, such as an exchange.
public struct FactSubject: Hashable, Sendable {
  /// The head of its column.
  public let name: String
  /// The same facts in the same order for every subject of a part.
  public let facts: [Fact]
}

/// Facts of the same kind on some subjects.
public struct FactPart: Hashable, Sendable {
  /// What it is on, such as "spread in bp of the middle".
  public let title: String
  /// At least one.
  public let subjects: [FactSubject]
  /// Whether each subject has a row, where otherwise each has a column.
  let isListed: Bool

  init(_ title: String, _ subjects: [FactSubject], isListed: Bool = false) {
    (self.title, self.subjects, self.isListed) = (title, subjects, isListed)
  }

  /// The head row and those below it, with as many cells each.
  public var rows: [[String]] {
    let facts = subjects.first?.facts ?? []
    if isListed {
      return [[title] + facts.map(\.name)] + subjects.map { [$0.name] + $0.facts.map(\.text) }
    }
    return [[title] + subjects.map(\.name)]
      + facts.indices.map { row in [facts[row].name] + subjects.map { $0.facts[row].text } }
  }
}
