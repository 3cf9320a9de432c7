// Random words by index: the value at an index never depends on what else was asked.

/// Random access to random words, fixed by seed, run, name, index and lane alone.
///
/// For what must be the same whoever looks and in whatever order: a price at an instant, the normal of a node
/// in a Brownian bridge. Lanes are independent words at the same index, for variates that need more than one.
/// Words 2p and 2p + 1 of the lanes at an index are the Philox block with counter (`mix(FNV-1a(name) + (p +
/// 1) x golden)`, index), so that a field never meets the `RandomStream` of the same name.
@frozen
public struct RandomField: Sendable {
  @usableFromInline let key: UInt64
  @usableFromInline let name: UInt64

  /// The field of that name.
  public init(key: RandomKey, name: String) {
    self.key = key.word
    self.name = nameNumber(name)
  }

  /// The word at an index.
  /// - Complexity: one Philox block, no allocation.
  @inlinable
  public func word(at index: UInt64, lane: UInt64 = 0) -> UInt64 {
    let stream = mixedBits(name &+ (lane >> 1 &+ 1) &* goldenFraction)
    let block = Philox.block(counter: (stream, index), key: key)
    return lane & 1 == 0 ? block.0 : block.1
  }
}
