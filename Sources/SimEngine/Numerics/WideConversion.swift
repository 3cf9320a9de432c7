// From wide integers to doubles, fast.

extension Double {
  /// The double nearest to a wide integer, ties to even.
  ///
  /// The same as `Double(value)`, which takes a hundred times as long for an `Int128`. What does not fit 64
  /// bits is cut to its upper 64, of which the last is set when anything was cut off: the rounding to 53 bits
  /// still sees on which side of a tie the value lies.
  @inlinable
  public init(nearest value: Int128) {
    if let narrow = Int64(exactly: value) {
      self.init(narrow)
      return
    }
    let magnitude = value.magnitude
    let cut = 64 - magnitude.leadingZeroBitCount
    let upper = UInt64(truncatingIfNeeded: magnitude >> cut)
    let isInexact = magnitude & ((1 << cut) - 1) != 0
    let rounded = Double(upper | (isInexact ? 1 : 0)) * DeterministicMath.powerOfTwo(cut)
    self = value < 0 ? -rounded : rounded
  }
}
