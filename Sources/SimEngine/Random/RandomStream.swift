// A named sequence of random words that no other sequence can disturb.

/// An endless sequence of random words, fixed by seed, run and name alone.
///
/// Words 2n and 2n + 1 are the Philox block with counter (stream, n) under the run's key, where the stream is
/// `mix(FNV-1a(name))`. Creating, using or removing any other stream changes nothing here: two runs that
/// differ in one mechanism face the same chance.
///
/// A class, since several owners of one stream must see one position in it. Not for use from several threads.
public final class RandomStream {
  /// Whether draws may react to what the mechanisms under study do.
  @frozen
  public enum Role: UInt8, Hashable, Sendable {
    /// Chance from outside: prices, arrivals of noise traders. The number of draws must not depend on any
    /// mechanism.
    case exogenous
    /// Chance in how agents react; the number of draws may depend on everything.
    case endogenous
  }

  /// The component and the purpose, such as "nubot-17/entry".
  public let name: String
  /// Whether draws may react to what mechanisms do.
  public let role: Role
  /// How many words were drawn so far.
  @inlinable public var wordsDrawn: UInt64 { position }

  @usableFromInline let key: UInt64
  @usableFromInline let stream: UInt64
  /// The position of the next word in the stream.
  @exclusivity(unchecked) @usableFromInline var position: UInt64 = 0
  /// The second word of the latest block; due whenever the position is odd.
  @exclusivity(unchecked) @usableFromInline var secondWord: UInt64 = 0

  /// The stream of that name, at its beginning.
  public init(key: RandomKey, name: String, role: Role) {
    self.name = name
    self.role = role
    self.key = key.word
    self.stream = mixedBits(nameNumber(name))
  }

  /// The next random word; every value is equally likely.
  /// - Complexity: one Philox block for two words, no allocation.
  @inlinable
  public func next() -> UInt64 {
    let current = position
    position = current &+ 1
    guard current & 1 == 0 else { return secondWord }
    let block = Philox.block(counter: (stream, current >> 1), key: key)
    secondWord = block.1
    return block.0
  }
}
