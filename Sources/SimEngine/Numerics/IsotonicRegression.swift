// The rising sequence that is nearest to a sequence of observations.

extension Statistics {
  /// The sequence that never falls and is nearest to the values in the sum of squares, weighted alike.
  ///
  /// Neighbours that fall are pooled into their mean until none are left (pool adjacent violators).
  /// - Parameter values: In the order of what they depend on; shape [values].
  /// - Returns: Shape [values].
  /// - Complexity: O(n).
  /// - Source: R. E. Barlow, D. J. Bartholomew, J. M. Bremner and H. D. Brunk, Statistical Inference under Order
  ///   Restrictions, Wiley 1972, section 1.2.
  public static func risingFit(of values: [Double]) -> [Double] {
    var blocks: [(mean: Double, count: Int)] = []
    for value in values {
      var block = (mean: value, count: 1)
      while let last = blocks.last, last.mean > block.mean {
        let count = last.count + block.count
        block.mean = (last.mean * Double(last.count) + block.mean * Double(block.count)) / Double(count)
        block.count = count
        blocks.removeLast()
      }
      blocks.append(block)
    }
    return blocks.flatMap { Array(repeating: $0.mean, count: $0.count) }
  }
}
