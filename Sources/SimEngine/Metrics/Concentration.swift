// How unequally something is divided among those who have any of it.

/// Measures of a division.
public struct Concentration: Hashable, Sendable {
  /// Sum of squared shares: 1/n for equals, 1 for one who has everything.
  public let herfindahlHirschmanIndex: Double
  /// 0 for equals, 1 for one who has everything; nil for one alone.
  public let gini: Double?
  /// The share of the one who has most.
  public let topShare: Double

  /// How many equals would be as concentrated.
  public var effectiveCount: Double { 1 / herfindahlHirschmanIndex }

  /// What a division is like; those who have nothing do not count.
  /// - Parameter values: What each has, not negative, in any order.
  /// - Returns: nil when nobody has anything.
  public init?(_ values: some Sequence<Double>) {
    let sorted = values.filter { $0 > 0 }.sorted()
    guard let index = Statistics.herfindahlHirschmanIndex(of: sorted), let top = sorted.last else {
      return nil
    }
    herfindahlHirschmanIndex = index
    gini = Statistics.gini(ofSorted: sorted)
    topShare = top / sorted.reduce(0, +)
  }
}
