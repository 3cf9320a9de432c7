// SipHash against the answers of its authors' reference program.

import Testing

@testable import SimEngine

@Suite struct SipHashTests {
  /// The key 00 01 ... 0f and messages 00 01 ... of whole words.
  @Test(
    arguments: [
      (0, 0x726f_db47_dd0e_0e31), (1, 0x93f5_f579_9a93_2462), (2, 0x3f2a_cc7f_57c2_9bdb),
      (3, 0xb8ad_50c6_f649_af94),
    ] as [(Int, UInt64)])
  func `The published answers come out`(count: Int, tag: UInt64) {
    // Each word of the message is the one before with 8 added to every byte.
    let words = (0..<UInt64(count)).map { 0x0706_0504_0302_0100 + $0 * 0x0808_0808_0808_0808 }
    let hash = SipHash(key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
    #expect(hash.tag(of: words) == tag)
  }

  @Test func `Every bit of the key and of the message matters`() {
    let message: [UInt64] = [1, 2, 3]
    var tags = Set([SipHash(key: (5, 6)).tag(of: message)])
    for bit in 0..<64 {
      let flip = UInt64(1) << UInt64(bit)
      tags.insert(SipHash(key: (5 ^ flip, 6)).tag(of: message))
      tags.insert(SipHash(key: (5, 6 ^ flip)).tag(of: message))
      for word in 0..<3 {
        var changed = message
        changed[word] ^= flip
        tags.insert(SipHash(key: (5, 6)).tag(of: changed))
      }
    }
    #expect(tags.count == 1 + 5 * 64)
  }
}
