// The generator computes what its authors published.

import SimEngine
import Testing

@Suite struct PhiloxTests {
  struct KnownAnswer: Sendable {
    let rounds: Int
    let counter: [UInt64]
    let key: UInt64
    let block: [UInt64]
  }

  /// All lines for philox2x64 in the file kat_vectors of Random123.
  static let published = [
    KnownAnswer(
      rounds: 7, counter: [0, 0], key: 0,
      block: [0xb41d_a69f_bfef_c666, 0x511e_9ce1_a553_4056]),
    KnownAnswer(
      rounds: 7, counter: [.max, .max], key: .max,
      block: [0xa469_6cc0_4462_015d, 0x7247_82da_e171_69e9]),
    KnownAnswer(
      rounds: 7, counter: [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344], key: 0xa409_3822_299f_31d0,
      block: [0x98ed_1534_392b_f372, 0x6752_8b15_6888_2fd5]),
    KnownAnswer(
      rounds: 10, counter: [0, 0], key: 0,
      block: [0xca00_a045_9843_d731, 0x66c2_4222_c9a8_45b5]),
    KnownAnswer(
      rounds: 10, counter: [.max, .max], key: .max,
      block: [0x65b0_21d6_0cd8_310f, 0x4d02_f322_2f86_df20]),
    KnownAnswer(
      rounds: 10, counter: [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344], key: 0xa409_3822_299f_31d0,
      block: [0x0a5e_742c_2997_341c, 0xb0f8_83d3_8000_de5d]),
  ]

  @Test(arguments: published)
  func `A block equals the authors' known answer`(_ answer: KnownAnswer) {
    let block = Philox.block(
      counter: (answer.counter[0], answer.counter[1]), key: answer.key, rounds: answer.rounds)
    #expect([block.0, block.1] == answer.block)
  }

  @Test func `Ten rounds are what one gets without asking`() {
    #expect(Philox.block(counter: (1, 2), key: 3) == Philox.block(counter: (1, 2), key: 3, rounds: 10))
  }

  @Test func `The self test passes in this build`() {
    Philox.selfTest()
  }
}
