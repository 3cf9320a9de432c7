// How facts vary from one replication to the next, and whether those of data lie within.

import SimEngine

/// The median of every fact over some replications, with the band that holds nine tenths of them.
public struct FactBands: Sendable {
  /// The facts of one subject.
  public struct Part: Sendable {
    /// What it is on, such as "orders of takers: bittrex".
    public let title: String
    /// One for each fact, in their order.
    public let bands: [Band]
  }

  /// A fact over the replications.
  public struct Band: Sendable {
    /// The fact.
    public let name: String
    /// Its values in ascending order, of the replications in which it could be told.
    public let values: [Double]
    /// What it is in the data that the part may be compared with; nil where there is none.
    public let data: Double?
    /// Whether data may be held against it: not where it counts how long the sample is.
    let isComparable: Bool

    /// The values between which nine tenths of the replications lie; nil without values.
    public var range: ClosedRange<Double>? {
      guard let low = Statistics.quantile(0.05, ofSorted: values),
        let high = Statistics.quantile(0.95, ofSorted: values)
      else { return nil }
      return low...max(low, high)
    }

    /// Whether the data lie within; nil without either.
    public var holdsData: Bool? {
      isComparable ? data.flatMap { data in range.map { $0.contains(data) } } : nil
    }
  }

  /// The parts, in the order of the first replication that has each.
  public let parts: [Part]

  /// The bands of the facts of some replications, with those of data beside them.
  init(_ replications: [[FactPart]], data: [FactPart] = []) {
    var groups: [(title: String, subject: String, facts: [(fact: Fact, values: [Double])])] = []
    var places: [[String]: Int] = [:]
    for part in replications.joined() {
      for subject in part.subjects {
        let place = places[[part.title, subject.name]] ?? groups.count
        if place == groups.count {
          places[[part.title, subject.name]] = place
          groups.append((part.title, subject.name, subject.facts.map { ($0, []) }))
        }
        for (index, fact) in subject.facts.enumerated() {
          if let value = fact.value { groups[place].facts[index].values.append(value) }
        }
      }
    }
    // Subjects that appear late stand with their kind.
    var titles: [String] = []
    for group in groups where !titles.contains(group.title) { titles.append(group.title) }
    let ordered = titles.flatMap { title in groups.filter { $0.title == title } }
    parts = ordered.map { group in
      let recorded = data.first { $0.title == group.title }?.subjects.first?.facts
      return Part(
        title: "\(group.title): \(group.subject)",
        bands: group.facts.enumerated().map { index, told in
          Band(
            name: told.fact.name, values: told.values.sorted(), data: recorded?[index].value,
            isComparable: !told.fact.isCount)
        })
    }
  }
}

extension FactBands.Part {
  /// The head row and a row a fact, with as many cells each.
  public var rows: [[String]] {
    let isCompared = bands.contains { $0.data != nil }
    let head = [title, "runs", "5 %", "median", "95 %"] + (isCompared ? ["data", "within"] : [])
    return [head]
      + bands.map { band in
        let figures = [
          band.range?.lowerBound, Statistics.quantile(0.5, ofSorted: band.values), band.range?.upperBound,
        ]
        let compared = [
          band.data.map(Fact.text) ?? "-", band.holdsData.map { $0 ? "yes" : "no" } ?? "-",
        ]
        return [band.name, "\(band.values.count)"] + figures.map { $0.map(Fact.text) ?? "-" }
          + (isCompared ? compared : [])
      }
  }
}
