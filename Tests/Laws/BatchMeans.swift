// The mean of values that hang together in time, and how sure it is.

/// A mean over time with the error that correlated samples leave: the deviation of the means of batches.
public struct BatchMeans: Sendable {
  /// The mean of all batches.
  public let mean: Double
  /// Its standard error.
  public let standardError: Double

  /// The mean of values in the order of time, cut into batches of equal length.
  public init(_ values: [Double], batches: Int = 40) {
    let size = values.count / batches
    self.init(
      batches: (0..<batches).map { batch in
        values[batch * size..<(batch + 1) * size].reduce(0, +) / Double(size)
      })
  }

  /// The mean of values that are means already.
  public init(batches means: [Double]) {
    let mean = means.reduce(0, +) / Double(means.count)
    let squares = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardError = (squares / Double(means.count - 1) / Double(means.count)).squareRoot()
  }

  /// How many errors the mean is away from what it should be.
  public func distance(from expected: Double) -> Double { (mean - expected) / standardError }
}
