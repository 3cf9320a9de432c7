// The counter-based random number generator Philox 2x64: a pure function from counter and key to two words.

/// Philox 2x64, the generator behind every random figure of a simulation.
///
/// A block of two random words is a keyed bijection of a 128-bit counter. There is no state to advance, so
/// any draw of any stream is found at once and no draw depends on which others were made.
///
/// - Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1,
///   2, 3", SC '11, doi:10.1145/2063384.2063405; known answers from the authors' library Random123.
public enum Philox {
  /// Two 64-bit words: a counter going in, or a block of random words coming out.
  public typealias Block = (UInt64, UInt64)

  /// The rounds that the authors recommend; seven already pass their statistical tests.
  @inlinable public static var recommendedRounds: Int { 10 }

  /// The block of random words that belongs to a counter under a key.
  /// - Parameters:
  ///   - counter: The place of the block; distinct counters give distinct blocks.
  ///   - key: Which of the 2^64 bijections.
  ///   - rounds: How often the counter is mixed.
  /// - Complexity: one 64 x 64 bit multiplication a round, no allocation.
  @inlinable @inline(__always)
  public static func block(counter: Block, key: UInt64, rounds: Int = recommendedRounds) -> Block {
    var (left, right) = counter
    var roundKey = key
    for _ in 0..<rounds {
      let product = left.multipliedFullWidth(by: multiplier)
      left = product.high ^ roundKey ^ right
      right = product.low
      roundKey &+= keyIncrement
    }
    return (left, right)
  }

  /// Stops the program unless this build computes the published answer for the digits of pi.
  ///
  /// Run once before a simulation starts: a miscompiled generator would spoil every figure without a sign.
  public static func selfTest() {
    let digitsOfPi: Block = (0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344)
    let answer = block(counter: digitsOfPi, key: 0xa409_3822_299f_31d0)
    invariant(
      answer == (0x0a5e_742c_2997_341c, 0xb0f8_83d3_8000_de5d),
      "Philox 2x64-10 misses its published known answer")
  }

  /// The multiplier that the authors chose for its avalanche.
  @inlinable static var multiplier: UInt64 { 0xD2B7_4407_B1CE_6E93 }

  /// The golden ratio's fraction in 64 bits, added to the key after each round.
  @inlinable static var keyIncrement: UInt64 { 0x9E37_79B9_7F4A_7C15 }
}
