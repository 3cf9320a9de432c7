// Streams of adjacent names, seeds and runs are as good as one random sequence when their words are
// interleaved.

import SimEngine
import Testing

/// Philox itself has passed the batteries of TestU01; what is ours is how names, seeds and runs choose its
/// counters.
@Suite struct StreamIndependenceTests {
  enum Neighbours: CaseIterable, Sendable { case names, runs, seeds }

  /// Words of 4,096 neighbouring streams, one from each in turn.
  func interleavedWords(_ neighbours: Neighbours) -> [UInt64] {
    let streams = (0..<4_096 as Range<UInt64>).map { index in
      let key = RandomKey(seed: neighbours == .seeds ? index : 0, run: neighbours == .runs ? index : 0)
      let name = neighbours == .names ? "nubot-\(index)/entry" : "nubot/entry"
      return RandomStream(key: key, name: name, role: .endogenous)
    }
    return (0..<max(16, GoodnessOfFit.sampleSize / 4_096)).flatMap { _ in streams.map { $0.next() } }
  }

  @Test(arguments: Neighbours.allCases)
  func `Bytes of neighbouring streams are equally likely`(_ neighbours: Neighbours) {
    var counts = Array(repeating: 0, count: 256)
    for word in interleavedWords(neighbours) {
      for place in 0..<8 as Range<UInt64> { counts[Int(word >> (8 * place) & 255)] += 1 }
    }
    #expect(GoodnessOfFit.chiSquared(equallyLikely: counts) < 1)
  }

  @Test(arguments: Neighbours.allCases)
  func `Words of one stream and the next are unrelated at both ends`(_ neighbours: Neighbours) {
    var upperPairs = Array(repeating: 0, count: 256)
    var lowerPairs = Array(repeating: 0, count: 256)
    let words = interleavedWords(neighbours)
    for (word, next) in zip(words, words.dropFirst()) {
      upperPairs[Int((word >> 60) << 4 | next >> 60)] += 1
      lowerPairs[Int((word & 15) << 4 | next & 15)] += 1
    }
    #expect(GoodnessOfFit.chiSquared(equallyLikely: upperPairs) < 1)
    #expect(GoodnessOfFit.chiSquared(equallyLikely: lowerPairs) < 1)
  }

  @Test(arguments: Neighbours.allCases)
  func `Spacings between the birthdays of neighbouring streams repeat as often as they should`(
    _ neighbours: Neighbours
  ) {
    // With 4,096 birthdays in a year of 2^33 days, two repeated spacings are expected a year (Marsaglia).
    let words = interleavedWords(neighbours)
    var repeats = 0
    for start in stride(from: 0, to: words.count, by: 4_096) {
      let birthdays = words[start..<start + 4_096].map { $0 >> 31 }.sorted()
      let spacings = zip(birthdays.dropFirst(), birthdays).map { $0 - $1 }.sorted()
      repeats += zip(spacings.dropFirst(), spacings).count { $0 == $1 }
    }
    let expected = 2 * Double(words.count / 4_096)
    #expect((Double(repeats) - expected).magnitude < 5 * expected.squareRoot())
  }
}
