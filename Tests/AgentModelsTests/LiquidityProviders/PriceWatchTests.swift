// What NuBot believes of its feeds, and for how long it waits for something to believe.

import SimEngine
import Testing

@testable import AgentModels

@Suite("NuBot's eyes")
struct PriceWatchTests {
  static func watch(
    _ prices: [Double], outages: [PriceFeed.Outage] = [], gate: MovingAverageGate? = nil
  ) -> PriceWatch {
    let feeds = prices.map { PriceFeed(of: ConstantPrice(usd: $0), outages: outages) }
    return PriceWatch(
      feeds[0], backups: Array(feeds.dropFirst()), gate: gate, period: .seconds(61),
      refetchAfter: .seconds(10))
  }

  @Test(
    "A price needs half of the others within 10 %, and more than half if their number is odd",
    arguments: [
      ([400.0], 400.0), ([400, 430], 400), ([400, 445], nil), ([400, nil], nil), ([nil, 400], nil),
      // One of two is half; one of three is not more than half.
      ([400, 430, 900], 400), ([400, 430, 900, 900], nil), ([400, 900, 905, 910], 900),
      ([400, 430, 900, 900, 390], 400), ([nil, 400, 410], 400), ([400, 600, 900], nil), ([nil], nil),
    ] as [([Double?], Double?)])
  func choice(answers: [Double?], believed: Double?) {
    #expect(FeedChoice.price(of: answers) == believed)
  }

  @Test("Feeds that disagree are asked again after two, three and up to six minutes, then the orders go")
  func retries() {
    var watch = Self.watch([400, 600, 900])
    let readings = (0..<7).map { _ in watch.look(at: .start) }
    #expect(readings[0..<5] == (2...6).map { .uncertain(lookAgainAfter: .minutes($0)) }[...])
    #expect(readings[5] == .lost(lookAgainAfter: .seconds(61)))
    #expect(readings[6] == .uncertain(lookAgainAfter: .minutes(2)))
  }

  @Test("A single feed that is silent is just silent")
  func silence() {
    var watch = Self.watch([400], outages: [.init(from: .start, until: .start + .hours(1))])
    let readings = [watch.look(at: .start), watch.look(at: .start + .hours(1))]
    #expect(readings == [.silent, .price(400)])
  }

  @Test("A leap is believed once the mean has come after it, and not later than it must")
  func leap() {
    let path = AnchoredPath(
      points: [
        .init(.start, 400), .init(.start + .minutes(10), 400),
        .init(.start + .minutes(10) + .seconds(1), 460),
        .init(.start + .hours(1), 460),
      ], key: RandomKey(seed: 1, run: 0), name: "BTC")
    var watch = PriceWatch(
      PriceFeed(of: path), backups: [], gate: MovingAverageGate(), period: .minutes(3),
      refetchAfter: .seconds(10))
    let first = watch.look(at: .start)
    #expect(first == .price(400))
    var time = SimTime.start + .minutes(11)
    var looks = 0
    while watch.look(at: time) == .uncertain(lookAgainAfter: .seconds(10)) {
      #expect(watch.glance(at: time) == 400)
      time = time + .seconds(10)
      looks += 1
    }
    // 460 against a mean of k prices of 460 and 30 - k of 400 is within 10 % from k = 9 on.
    #expect(looks == 9)
    #expect(watch.glance(at: time).map { ($0 - 460).magnitude < 1e-9 } == true)
  }

  @Test("A leap that outlasts a period costs the orders, the memory, and three looks")
  func longLeap() {
    var gate = MovingAverageGate()
    _ = gate.admits(200)
    var watch = PriceWatch(
      PriceFeed(of: ConstantPrice(usd: 400)), backups: [], gate: gate, period: .seconds(61),
      refetchAfter: .seconds(10))
    var time = SimTime.start
    var readings: [PriceWatch.Reading] = []
    for _ in 0..<8 {
      readings.append(watch.look(at: time))
      time = time + .seconds(10)
    }
    #expect(readings.dropLast().allSatisfy { $0 == .uncertain(lookAgainAfter: .seconds(10)) })
    #expect(readings.last == .lost(lookAgainAfter: .seconds(244)))
    let fresh = watch.look(at: time + .seconds(244))
    #expect(fresh == .price(400))
  }
}
