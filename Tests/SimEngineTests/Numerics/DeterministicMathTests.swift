// Elementary functions stay within their stated error and give the same bits in every build.

import SimEngine
import Testing

@Suite struct DeterministicMathTests {
  struct Bound: Sendable {
    let function: String
    let apply: @Sendable (Double, Double) -> Double
    /// The largest distance from the true value, in units of the last place of the nearest double.
    let ulps: Double
  }

  static let bounds = [
    Bound(function: "exp", apply: { x, _ in DeterministicMath.exp(x) }, ulps: 1),
    Bound(function: "expm1", apply: { x, _ in DeterministicMath.expm1(x) }, ulps: 1),
    Bound(function: "log", apply: { x, _ in DeterministicMath.log(x) }, ulps: 1),
    Bound(function: "log1p", apply: { x, _ in DeterministicMath.log1p(x) }, ulps: 1),
    Bound(function: "pow", apply: { x, y in DeterministicMath.pow(x, y) }, ulps: 2),
    Bound(function: "normalCDF", apply: { x, _ in DeterministicMath.normalCDF(x) }, ulps: 9),
    Bound(function: "normalQuantile", apply: { x, _ in DeterministicMath.normalQuantile(x) }, ulps: 6),
  ]

  @Test(arguments: bounds)
  func `Results lie within the stated error of values computed in 60 digits`(_ bound: Bound) throws {
    let rows = try referenceRows("elementary_functions").filter { $0[0] == bound.function }
    #expect(rows.count > 200)
    for row in rows {
      let x = try double(bits: row[1])
      let y = row[2].isEmpty ? 0 : try double(bits: row[2])
      let nearest = try double(bits: row[3])
      let rest = try #require(Double(row[4]))
      let error = ((bound.apply(x, y) - nearest) / nearest.ulp - rest).magnitude
      #expect(error <= bound.ulps, "\(bound.function)(\(x), \(y)) is off by \(error) ulp")
    }
  }

  /// What a function does where IEEE 754 prescribes the result; compared bit for bit, except that any NaN is
  /// a NaN.
  func expect(_ result: Double, _ expected: Double, _ location: SourceLocation = #_sourceLocation) {
    let isSame = expected.isNaN ? result.isNaN : result.bitPattern == expected.bitPattern
    #expect(isSame, "\(result), not \(expected)", sourceLocation: location)
  }

  @Test func `Exponentials keep to IEEE 754 at the ends`() {
    expect(DeterministicMath.exp(0), 1)
    expect(DeterministicMath.exp(-0.0), 1)
    expect(DeterministicMath.exp(.infinity), .infinity)
    expect(DeterministicMath.exp(-.infinity), 0)
    expect(DeterministicMath.exp(.nan), .nan)
    expect(DeterministicMath.exp(0x1.62e42fefa39efp9), 0x1.fffffffffff2ap1023)
    expect(DeterministicMath.exp(0x1.62e42fefa39f0p9), .infinity)
    expect(DeterministicMath.exp(-0x1.74910d52d3051p9), .leastNonzeroMagnitude)
    expect(DeterministicMath.exp(-0x1.74910d52d3052p9), 0)
    expect(DeterministicMath.exp(Double.leastNonzeroMagnitude), 1)
    expect(DeterministicMath.exp(.greatestFiniteMagnitude), .infinity)
    expect(DeterministicMath.expm1(0), 0)
    expect(DeterministicMath.expm1(-0.0), -0.0)
    expect(DeterministicMath.expm1(.leastNonzeroMagnitude), .leastNonzeroMagnitude)
    expect(DeterministicMath.expm1(.infinity), .infinity)
    expect(DeterministicMath.expm1(-.infinity), -1)
    expect(DeterministicMath.expm1(-50), -1)
    expect(DeterministicMath.expm1(.nan), .nan)
  }

  @Test func `Logarithms keep to IEEE 754 at the ends`() {
    expect(DeterministicMath.log(1), 0)
    expect(DeterministicMath.log(0), -.infinity)
    expect(DeterministicMath.log(-0.0), -.infinity)
    expect(DeterministicMath.log(-1), .nan)
    expect(DeterministicMath.log(.infinity), .infinity)
    expect(DeterministicMath.log(-.infinity), .nan)
    expect(DeterministicMath.log(.nan), .nan)
    expect(DeterministicMath.log(.leastNonzeroMagnitude), -744.4400719213812)
    expect(DeterministicMath.log(.greatestFiniteMagnitude), 709.782712893384)
    expect(DeterministicMath.log1p(0), 0)
    expect(DeterministicMath.log1p(-0.0), -0.0)
    expect(DeterministicMath.log1p(.leastNonzeroMagnitude), .leastNonzeroMagnitude)
    expect(DeterministicMath.log1p(-1), -.infinity)
    expect(DeterministicMath.log1p(-1.5), .nan)
    expect(DeterministicMath.log1p(.infinity), .infinity)
    expect(DeterministicMath.log1p(.nan), .nan)
    expect(DeterministicMath.log1p(.greatestFiniteMagnitude), 709.782712893384)
  }

  @Test func `Powers keep to IEEE 754 at the ends`() {
    let pow = DeterministicMath.pow
    for y in [0, -0.0] { for x in [0, 1, -3, Double.infinity, .nan] { expect(pow(x, y), 1) } }
    for y in [3, Double.infinity, .nan] { expect(pow(1, y), 1) }
    expect(pow(-1, .infinity), 1)
    expect(pow(-1, -.infinity), 1)
    expect(pow(.nan, 2), .nan)
    expect(pow(2, .nan), .nan)
    expect(pow(-2, 0.5), .nan)
    expect(pow(-.greatestFiniteMagnitude, 1e-9), .nan)
    expect(pow(0, 3), 0)
    expect(pow(-0.0, 3), -0.0)
    expect(pow(-0.0, 2.5), 0)
    expect(pow(0, -2), .infinity)
    expect(pow(-0.0, -3), -.infinity)
    expect(pow(-0.0, -2.5), .infinity)
    expect(pow(0.5, .infinity), 0)
    expect(pow(-2, .infinity), .infinity)
    expect(pow(2, -.infinity), 0)
    expect(pow(.infinity, 0.1), .infinity)
    expect(pow(.infinity, -2), 0)
    expect(pow(-.infinity, 3), -.infinity)
    expect(pow(-.infinity, 4.5), .infinity)
    expect(pow(-.infinity, -3), -0.0)
    expect(pow(-.infinity, -4), 0)
    expect(pow(1 + 0x1p-52, 1e300), .infinity)
    expect(pow(1 - 0x1p-53, 1e300), 0)
    expect(pow(-3, 1e300), .infinity)
    expect(pow(1.5, .leastNonzeroMagnitude), 1)
  }

  @Test func `Powers are exact wherever the true value is a double`() {
    for base in 1...30 {
      var power: UInt64 = 1
      var exponent = 0
      while power < 1 << 53 && exponent < 60 {
        let sign: Double = exponent % 2 == 0 ? 1 : -1
        expect(DeterministicMath.pow(Double(base), Double(exponent)), Double(power))
        expect(DeterministicMath.pow(-Double(base), Double(exponent)), sign * Double(power))
        expect(DeterministicMath.pow(Double(base * base), Double(exponent) / 2), Double(power))
        power *= UInt64(base)
        exponent += 1
      }
    }
    for exponent in -1_074...1_023 {
      let power = Double(sign: .plus, exponent: exponent, significand: 1)
      expect(DeterministicMath.pow(2, Double(exponent)), power)
    }
  }

  @Test func `Distribution function and quantile keep to their ends and undo each other`() {
    expect(DeterministicMath.normalCDF(-.infinity), 0)
    expect(DeterministicMath.normalCDF(.infinity), 1)
    expect(DeterministicMath.normalCDF(.nan), .nan)
    #expect((DeterministicMath.normalCDF(0) - 0.5).magnitude < 2e-16)
    expect(DeterministicMath.normalQuantile(0), -.infinity)
    expect(DeterministicMath.normalQuantile(1), .infinity)
    expect(DeterministicMath.normalQuantile(0.5), 0)
    for p in [-0.1, 1.1, Double.nan, .infinity, -.infinity] {
      expect(DeterministicMath.normalQuantile(p), .nan)
    }
    for step in -3_700...0 {
      let x = Double(step) / 100
      let back = DeterministicMath.normalQuantile(DeterministicMath.normalCDF(x))
      #expect((back - x).magnitude <= 2e-15 * max(1, x.magnitude))
    }
  }

  @Test func `All functions give the same bits in every build, with and without fused multiply-add`() {
    #expect(checksum(arguments: 25_000) == 15_420_818_185_964_508_163)
  }

  /// A hash over the bits of all functions at so many random arguments, of which a part is taken from all
  /// doubles.
  func checksum(arguments count: UInt64) -> UInt64 {
    let field = RandomField(key: RandomKey(seed: 1, run: 0), name: "checksum")
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ result: Double) {
      hash = (hash ^ (result.isNaN ? 1 : result.bitPattern)) &* 0x0000_0100_0000_01b3
      hash ^= hash >> 29
    }
    for index in 0..<count {
      let fraction = field.uniform(at: index)
      let wide = 1_500 * (field.uniform(at: index, lane: 1) - 0.5)
      let any = Double(bitPattern: field.word(at: index, lane: 2))
      let argument = index % 4 == 0 ? any : wide
      mix(DeterministicMath.exp(argument))
      mix(DeterministicMath.expm1(index % 2 == 0 ? argument : 2 * fraction - 1))
      mix(DeterministicMath.log(argument.magnitude))
      mix(DeterministicMath.log(1 + fraction))
      mix(DeterministicMath.log1p(index % 2 == 0 ? argument : fraction - 0.5))
      mix(DeterministicMath.pow(argument.magnitude, 3 * fraction - 1))
      mix(DeterministicMath.normalCDF(argument / 20))
      mix(DeterministicMath.normalQuantile(index % 4 == 0 ? any : fraction))
    }
    return hash
  }
}
