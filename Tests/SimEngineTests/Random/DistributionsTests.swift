// Variates follow their laws and draw as many words as promised.

import Foundation
import SimEngine
import Testing

@Suite struct DistributionsTests {
  let stream = RandomStream(
    key: RandomKey(seed: 20_140_923, run: 0), name: "distributions", role: .endogenous)
  let sampleSize = GoodnessOfFit.sampleSize

  func sample(_ draw: () -> Double) -> [Double] { (0..<sampleSize).map { _ in draw() } }

  @Test func `All bytes of the words are equally likely`() {
    var counts = Array(repeating: Array(repeating: 0, count: 256), count: 8)
    for _ in 0..<sampleSize {
      let word = stream.next()
      for place in 0..<8 { counts[place][Int(truncatingIfNeeded: word >> (8 * UInt64(place))) & 255] += 1 }
    }
    for place in 0..<8 { #expect(GoodnessOfFit.chiSquared(equallyLikely: counts[place]) < 1) }
  }

  @Test func `Uniform variates are uniform and stay in their interval`() {
    let halfOpen = sample(stream.uniform)
    #expect(GoodnessOfFit.kolmogorovSmirnov(halfOpen) { $0 } < 1)
    #expect(halfOpen.allSatisfy { $0 >= 0 && $0 < 1 })
    let open = sample(stream.openUniform)
    #expect(GoodnessOfFit.kolmogorovSmirnov(open) { $0 } < 1)
    #expect(open.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func `Uniform variates use all 53 bits`() {
    var bits: UInt64 = 0
    var openBits: UInt64 = 0
    for _ in 0..<1_000 {
      bits |= UInt64(stream.uniform() * 0x1p53)
      openBits |= UInt64(stream.openUniform() * 0x1p53)
    }
    #expect(bits == 1 << 53 - 1)
    #expect(openBits == 1 << 53 - 1)
  }

  @Test func `Exponential variates follow their distribution function`() {
    let waits = sample { stream.exponential(mean: 60) }
    #expect(GoodnessOfFit.kolmogorovSmirnov(waits) { -expm1(-$0 / 60) } < 1)
    #expect(waits.allSatisfy { $0 > 0 && $0.isFinite })
  }

  @Test func `Normal variates follow their distribution function`() {
    let variates = sample(stream.normal)
    #expect(GoodnessOfFit.kolmogorovSmirnov(variates) { 0.5 * erfc(-$0 / 2.0.squareRoot()) } < 1)
  }

  @Test func `Lognormal variates have the median asked for and a normal logarithm`() {
    let sizes = sample { stream.lognormal(median: 120, sigma: 1.3) }
    let fit = GoodnessOfFit.kolmogorovSmirnov(sizes) {
      0.5 * erfc(-log($0 / 120) / 1.3 / 2.0.squareRoot())
    }
    #expect(fit < 1)
  }

  @Test func `A test of fit notices a mean that is 5 percent wrong`() {
    let waits = sample { stream.exponential(mean: 63) }
    #expect(GoodnessOfFit.kolmogorovSmirnov(waits) { -expm1(-$0 / 60) } > 1)
  }

  @Test(arguments: [0.001, 0.7, 3, 9.99, 10, 11.5, 40, 1_000, 30_000, 1_000_000])
  func `Poisson variates follow their probabilities`(mean: Double) {
    // Cells between these multiples of the standard deviation, each with its exact probability.
    let edges = stride(from: -3.0, through: 3, by: 0.5).map { (mean + $0 * mean.squareRoot()).rounded(.down) }
    let cuts = edges.filter { $0 >= 0 }.reduce(into: [Double]()) { if $0.last != $1 { $0.append($1) } }
    var probabilities = Array(repeating: 0.0, count: cuts.count + 1)
    for count in 0...Int(mean + 40 * mean.squareRoot() + 40) {
      let probability = exp(Double(count) * log(mean) - mean - lgamma(Double(count) + 1))
      probabilities[cuts.firstIndex { Double(count) <= $0 } ?? cuts.count] += probability
    }
    var observed = Array(repeating: 0, count: cuts.count + 1)
    for _ in 0..<sampleSize {
      let count = stream.poisson(mean: mean)
      observed[cuts.firstIndex { Double(count) <= $0 } ?? cuts.count] += 1
    }
    #expect(GoodnessOfFit.chiSquared(observed, probabilities) < 1)
  }

  @Test func `A Poisson mean of zero gives zero`() {
    #expect((0..<100).allSatisfy { _ in stream.poisson(mean: 0) == 0 })
  }

  @Test func `Bounded integers are equally likely, also where the bound does not divide the words evenly`() {
    var faces = Array(repeating: 0, count: 6)
    for _ in 0..<sampleSize { faces[Int(stream.integer(below: 6))] += 1 }
    #expect(GoodnessOfFit.chiSquared(equallyLikely: faces) < 1)

    // Without rejection every third result below 3/4 of 2^64 would come twice as often as the others.
    var residues = Array(repeating: 0, count: 3)
    for _ in 0..<sampleSize { residues[Int(stream.integer(below: 3 << 62) % 3)] += 1 }
    #expect(GoodnessOfFit.chiSquared(equallyLikely: residues) < 1)
  }

  @Test func `Below one there is only zero`() {
    #expect((0..<100).allSatisfy { _ in stream.integer(below: 1) == 0 })
  }

  @Test func `A Bernoulli variate is true with its probability, never at 0 and always at 1`() {
    for probability in [0, 0.1, 0.5, 0.99, 1] {
      let hits = (0..<sampleSize).count { _ in stream.bernoulli(probability) }
      if probability == 0 || probability == 1 {
        #expect(hits == Int(probability) * sampleSize)
      } else {
        let fit = GoodnessOfFit.chiSquared([hits, sampleSize - hits], [probability, 1 - probability])
        #expect(fit < 1)
      }
    }
  }

  @Test func `Every variate draws the words that its documentation promises`() {
    func words(_ draw: () -> Void) -> UInt64 {
      let before = stream.wordsDrawn
      for _ in 0..<1_000 { draw() }
      return stream.wordsDrawn - before
    }
    #expect(words { _ = stream.uniform() } == 1_000)
    #expect(words { _ = stream.openUniform() } == 1_000)
    #expect(words { _ = stream.bernoulli(1) } == 1_000)
    #expect(words { _ = stream.exponential(mean: 2) } == 1_000)
    #expect(words { _ = stream.normal() } == 1_000)
    #expect(words { _ = stream.lognormal(median: 1, sigma: 1) } == 1_000)
    #expect(words { _ = stream.integer(below: 1_000_000) } == 1_000)
    #expect(words { _ = stream.poisson(mean: 9) } == 1_000)
    #expect((2_000...2_700).contains(words { _ = stream.poisson(mean: 10) }))
    #expect((2_000...2_300).contains(words { _ = stream.poisson(mean: 1_000_000) }))
  }

  @Test func `Impossible parameters stop the program with a sentence`() async {
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(key: RandomKey(seed: 0, run: 0), name: "", role: .endogenous).integer(below: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(key: RandomKey(seed: 0, run: 0), name: "", role: .endogenous).poisson(mean: -1)
    }
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(key: RandomKey(seed: 0, run: 0), name: "", role: .endogenous).bernoulli(.nan)
    }
  }
}
