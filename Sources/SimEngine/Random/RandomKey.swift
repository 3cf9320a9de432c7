// Where random figures get their identity: a key from seed and run, a number from a name.

/// What sets one run's randomness apart from another's: seed and run number folded into one Philox key.
///
/// `word = mix(mix(seed) + run x golden)`, modulo 2^64, with `mix` the finaliser of SplitMix64 and `golden`
/// the golden ratio's fraction in 64 bits. The fold is one-to-one in the run for a given seed and in the seed
/// for a given run: the replications of an experiment never share a key.
@frozen
public struct RandomKey: Hashable, Sendable {
  /// The Philox key.
  public let word: UInt64

  /// The key of a run.
  @inlinable public init(seed: UInt64, run: UInt64) {
    word = mixedBits(mixedBits(seed) &+ run &* goldenFraction)
  }
}

/// The number that stands for a name, for ever: FNV-1a over its UTF-8 bytes.
///
/// Streams are told apart by this number, never by the order in which they were created, so that a new
/// component leaves everybody else's draws as they were.
/// - Source: G. Fowler, L. C. Noll, K.-P. Vo and D. Eastlake, "The FNV non-cryptographic hash algorithm", RFC
///   9923.
@usableFromInline
func nameNumber(_ name: String) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in name.utf8 {
    hash ^= UInt64(byte)
    hash &*= 0x0000_0100_0000_01b3
  }
  return hash
}

/// Spreads every bit of a word over all bits of the result; one-to-one.
/// - Source: finaliser of SplitMix64 (D. Stafford's variant 13); G. L. Steele, D. Lea and C. H. Flood, "Fast
///   splittable pseudorandom number generators", OOPSLA '14, doi:10.1145/2660193.2660195.
@inlinable @inline(__always)
func mixedBits(_ word: UInt64) -> UInt64 {
  var mixed = word
  mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
  mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
  return mixed ^ (mixed >> 31)
}

/// The golden ratio's fraction in 64 bits, an odd number whose multiples spread evenly.
@inlinable @inline(__always)
var goldenFraction: UInt64 { 0x9E37_79B9_7F4A_7C15 }
