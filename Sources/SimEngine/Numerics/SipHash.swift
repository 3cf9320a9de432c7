// SipHash-2-4: a short tag that only the holder of a key can make or verify.

/// A keyed hash of 64 bits for short messages.
///
/// Without the key a tag cannot be told from a random word, nor made for a message that was not tagged before, except
/// by trying all keys.
/// - Source: J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012, section 2.
public struct SipHash: Sendable {
  private let key: (UInt64, UInt64)

  /// The hash under a key of 128 bits.
  public init(key: (UInt64, UInt64)) { self.key = key }

  /// The hash under the key that is the first half of a text's SHA-256.
  init(keyedBy text: String) {
    let words = SHA256.digest(of: Array(text.utf8)).prefix(16).map { UInt64($0) }
    self.init(
      key: (words[..<8].reduce(0) { $0 << 8 | $1 }, words[8...].reduce(0) { $0 << 8 | $1 }))
  }

  /// The tag of a message of whole words, each little-endian.
  /// - Complexity: O(words), no allocation.
  public func tag(of words: some Collection<UInt64>) -> UInt64 {
    // "somepseudorandomlygeneratedbytes"
    var state = State(
      a: key.0 ^ 0x736f_6d65_7073_6575, b: key.1 ^ 0x646f_7261_6e64_6f6d,
      c: key.0 ^ 0x6c79_6765_6e65_7261, d: key.1 ^ 0x7465_6462_7974_6573)
    for word in words { state.take(word) }
    // The last word holds the bytes that do not fill one, here none, and the length in its highest byte.
    state.take(UInt64(words.count * 8) << 56)
    return state.finish()
  }

  private struct State {
    var a, b, c, d: UInt64

    mutating func take(_ word: UInt64) {
      d ^= word
      mix()
      mix()
      a ^= word
    }

    mutating func finish() -> UInt64 {
      c ^= 0xFF
      for _ in 0..<4 { mix() }
      return a ^ b ^ c ^ d
    }

    /// One round: additions, rotations and exclusive ors.
    private mutating func mix() {
      a &+= b
      c &+= d
      b = rotated(b, 13) ^ a
      d = rotated(d, 16) ^ c
      a = rotated(a, 32)
      c &+= b
      a &+= d
      b = rotated(b, 17) ^ c
      d = rotated(d, 21) ^ a
      c = rotated(c, 32)
    }

    private func rotated(_ word: UInt64, _ places: UInt64) -> UInt64 {
      word << places | word >> (64 - places)
    }
  }
}
