// For one seed the smallest value that meets the target: bracketed by factors of two, then halved in the logarithm.

/// The search for the threshold of one seed.
struct ThresholdSearch {
  let grid: SizingGrid
  /// Where the search begins.
  let firstStep: Int

  /// The first step from which the target is met, if meeting it at one step means meeting it at all later ones.
  ///
  /// Looks at about three steps to find two neighbours by a factor of two that the threshold lies between, then at six
  /// between them.
  /// - Parameter meets: Whether the target is met at a step.
  /// - Returns: nil where the target is not even met at the last step.
  func threshold<Failure: Error>(meets: (Int) throws(Failure) -> Bool) throws(Failure) -> Int? {
    // A step at which the target is missed, or -1 before the first; and one at which it is met.
    var (missed, met) = (-1, firstStep)
    if try meets(firstStep) {
      while met > 0 {
        let lower = grid.halved(met)
        if try meets(lower) {
          met = lower
        } else {
          missed = lower
          break
        }
      }
    } else {
      missed = firstStep
      while true {
        guard missed < grid.values.count - 1 else { return nil }
        let upper = grid.doubled(missed)
        if try meets(upper) {
          met = upper
          break
        }
        missed = upper
      }
    }
    while met - missed > 1 {
      let middle = (missed + met) / 2
      if try meets(middle) { met = middle } else { missed = middle }
    }
    return met
  }
}
