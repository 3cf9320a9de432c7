// The standard normal distribution: probability below a value, and the value below which a probability lies.

extension DeterministicMath {
  /// The probability that a standard normal variate is at most x, with a relative error below 2e-15 in both
  /// tails.
  ///
  /// Falls to zero below -38.5; NaN gives NaN.
  @inlinable
  public static func normalCDF(_ x: Double) -> Double {
    x <= 0 ? normalTail(-x) : 1 - normalTail(x)
  }

  /// The probability that a standard normal variate exceeds t >= 0.
  ///
  /// The density's exponential is divided out; what remains, times t + 5, is smooth in (t - 5) / (t + 5) from
  /// zero to infinity, and one polynomial covers it all.
  @inlinable
  static func normalTail(_ t: Double) -> Double {
    if t > 39 { return 0 }
    let reciprocal = 1 / (t + 5)
    let ratio = polynomial(
      (t - 5) * reciprocal,
      [
        0.769193049750063, -0.6653825028900568, 0.49530561596998063, -0.31353315667128584,
        0.16502036617018967, -0.06911863870695671, 0.02079506680331947, -0.002993376760347635,
        -0.0007978694284287862, 0.0005448989774454366, -5.9375585163440916e-05, -4.976236467507681e-05,
        1.6680843519640492e-05, 3.979457180792049e-06, -2.768861633372941e-06, -3.337060350835977e-07,
        4.334561019475754e-07, 3.87533092243584e-08, -6.740161179772032e-08, -7.068045653980906e-09,
        9.268659037027118e-09, 1.322102962781694e-09, -7.842796363635921e-10, -1.4191921893580604e-10,
      ])
    let square = exactProduct(t, t)
    return exponential(of: -0.5 * square.high, plus: -0.5 * square.low) * ratio * reciprocal
  }

  /// The value below which a standard normal variate falls with probability p.
  ///
  /// 0 gives minus infinity, 1 infinity, anything outside NaN. The relative error is below 1e-15 for every p.
  /// - Source: M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied
  ///   Statistics 37 (1988) 477-484, routine PPND16.
  @inlinable
  public static func normalQuantile(_ p: Double) -> Double {
    let distance = p - 0.5
    guard distance.magnitude > 0.425 else { return centralNormalQuantile(distance) }
    guard p > 0 && p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    let magnitude = tailNormalQuantile(distance < 0 ? p : 1 - p)
    return distance < 0 ? -magnitude : magnitude
  }

  /// The quantile of 1/2 + distance, for a distance up to 0.425.
  @inlinable @inline(__always)
  static func centralNormalQuantile(_ distance: Double) -> Double {
    let r = 0.180625 - distance * distance
    let numerator = polynomial(
      r,
      [
        3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
        45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
      ])
    let denominator = polynomial(
      r,
      [
        1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867,
        39307.895800092710610, 28729.085735721942674, 5226.4952788528545610,
      ])
    return distance * numerator / denominator
  }

  /// Minus the quantile of a probability below 0.075.
  @inlinable
  static func tailNormalQuantile(_ probability: Double) -> Double {
    let root = (-log(probability)).squareRoot()
    return root <= 5 ? nearTailQuantile(root - 1.6) : farTailQuantile(root - 5)
  }

  /// The tail down to a probability of e^-25.
  @inlinable @inline(__always)
  static func nearTailQuantile(_ r: Double) -> Double {
    let numerator = polynomial(
      r,
      [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833,
        7.74545014278341407640e-4,
      ])
    let denominator = polynomial(
      r,
      [
        1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
        0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4,
        1.05075007164441684324e-9,
      ])
    return numerator / denominator
  }

  /// The tail from a probability of e^-25 down to the smallest double.
  @inlinable
  static func farTailQuantile(_ r: Double) -> Double {
    let numerator = polynomial(
      r,
      [
        6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
        0.0265321895265761230930, 0.00124266094738807843860, 2.71155556874348757815e-5,
        2.01033439929228813265e-7,
      ])
    let denominator = polynomial(
      r,
      [
        1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
        2.04426310338993978564e-15,
      ])
    return numerator / denominator
  }
}
