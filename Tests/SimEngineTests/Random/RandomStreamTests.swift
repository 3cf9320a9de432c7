// Streams and fields give the same words for ever, whatever happens beside them.

import SimEngine
import Testing

@Suite struct RandomStreamTests {
  struct FrozenWord: Sendable {
    let seed: UInt64
    let run: UInt64
    let name: String
    let index: Int
    let word: UInt64
  }

  /// Made by an independent implementation in Python; never to change, since results of old versions rest on
  /// them.
  static let frozenWords = [
    FrozenWord(seed: 0, run: 0, name: "", index: 0, word: 0x531e_9793_a1ec_5543),
    FrozenWord(seed: 0, run: 0, name: "", index: 1, word: 0xdded_6146_05c6_ddb2),
    FrozenWord(seed: 1, run: 0, name: "nubot-17/entry", index: 0, word: 0x7050_ed9e_c57c_a7e7),
    FrozenWord(seed: 1, run: 1, name: "nubot-17/entry", index: 0, word: 0xf795_bf86_5502_aa93),
    FrozenWord(seed: 2, run: 0, name: "nubot-17/entry", index: 7, word: 0xcd4f_2cd1_b5c5_1555),
    FrozenWord(seed: .max, run: .max, name: "noise/arrival", index: 1_000, word: 0xca7e_3f94_51c1_b48a),
    FrozenWord(seed: 20_160_630, run: 42, name: "prix/ß", index: 1_001, word: 0x7ac7_9107_2e7a_33e6),
    FrozenWord(
      seed: 7, run: 3, name: String(repeating: "x", count: 100), index: 999_999,
      word: 0xdb5b_d517_50a5_a46e),
  ]

  @Test(arguments: frozenWords)
  func `Seed, run, name and index give the same word for ever`(_ frozen: FrozenWord) {
    let key = RandomKey(seed: frozen.seed, run: frozen.run)
    let stream = RandomStream(key: key, name: frozen.name, role: .endogenous)
    for _ in 0..<frozen.index { _ = stream.next() }
    #expect(stream.next() == frozen.word)
    #expect(stream.wordsDrawn == UInt64(frozen.index) + 1)
  }

  @Test func `Draws from one stream leave another as it was`() {
    let key = RandomKey(seed: 5, run: 1)
    let alone = RandomStream(key: key, name: "a", role: .endogenous)
    let expected = (0..<100).map { _ in alone.next() }

    let disturbing = RandomStream(key: key, name: "b", role: .endogenous)
    let beside = RandomStream(key: key, name: "a", role: .endogenous)
    let interleaved = (0..<100).map { index in
      for _ in 0..<index % 3 { _ = disturbing.next() }
      return beside.next()
    }
    #expect(interleaved == expected)
  }

  @Test func `Words of 64 adjacent names, runs and seeds are all different`() {
    var words: Set<UInt64> = []
    for index in 0..<64 as Range<UInt64> {
      let origin = RandomKey(seed: 0, run: 0)
      let streams = [
        RandomStream(key: origin, name: "agent-\(index)", role: .endogenous),
        RandomStream(key: RandomKey(seed: 0, run: index + 1), name: "agent", role: .endogenous),
        RandomStream(key: RandomKey(seed: index + 1, run: 0), name: "agent", role: .endogenous),
      ]
      for stream in streams { for _ in 0..<64 { words.insert(stream.next()) } }
    }
    #expect(words.count == 3 * 64 * 64)
  }
}

@Suite struct RandomFieldTests {
  @Test func `Seed, run, name, index and lane give the same word for ever`() {
    let bridge = RandomField(key: RandomKey(seed: 1, run: 0), name: "bitcoin/bridge")
    #expect(bridge.word(at: 12, lane: 0) == 0xcbbb_083d_a210_fd74)
    #expect(bridge.word(at: 12, lane: 1) == 0x29aa_1dbe_4166_61d9)
    #expect(bridge.word(at: 12, lane: 2) == 0x5273_7497_fae6_d6cd)
    let other = RandomField(key: RandomKey(seed: 1, run: 5), name: "bitcoin/bridge")
    #expect(other.word(at: .max, lane: .max) == 0x0691_f8b4_c4d0_4ff3)
    #expect(RandomField(key: RandomKey(seed: 0, run: 0), name: "").word(at: 0) == 0xc8e0_9a41_8338_7645)
  }

  @Test func `Words of a field, of its lanes and of the stream of the same name are all different`() {
    let key = RandomKey(seed: 1, run: 0)
    let field = RandomField(key: key, name: "bitcoin")
    let stream = RandomStream(key: key, name: "bitcoin", role: .exogenous)
    var words: Set<UInt64> = []
    for index in 0..<200 as Range<UInt64> {
      for lane in 0..<5 as Range<UInt64> { words.insert(field.word(at: index, lane: lane)) }
      words.insert(stream.next())
    }
    #expect(words.count == 1_200)
  }

  @Test func `Uniform and normal at an index are transforms of its word`() {
    let field = RandomField(key: RandomKey(seed: 3, run: 0), name: "f")
    for index in 0..<100 as Range<UInt64> {
      #expect(field.uniform(at: index, lane: 3) == Double(field.word(at: index, lane: 3) >> 11) / 0x1p53)
      let middle = (Double(field.word(at: index) >> 12) + 0.5) / 0x1p52
      #expect(field.normal(at: index) == DeterministicMath.normalQuantile(middle))
    }
  }
}
