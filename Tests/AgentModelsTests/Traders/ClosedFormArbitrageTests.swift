// The closed forms of arbitrage against figures that were computed elsewhere.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Closed-form arbitrage")
struct ClosedFormArbitrageTests {
  /// From 2.5e-5 to 1e-4 ETH per token over 200 ETH, at 100.
  static func curve(fee: Double = 0.001, cap: Double = .infinity) -> ExponentialCurve {
    ExponentialCurve(spotPrice: 5e-5, rate: 0.00693147180559945, fee: fee, buyCap: cap, sellCap: cap)
  }

  static func near(_ value: Double, _ expected: Double) -> Bool {
    (value / expected - 1).magnitude < 1e-8
  }

  @Test("A price 2 % above the curve: how much to buy, and what it earns")
  func purchase() {
    #expect(Self.near(ClosedFormArbitrage.purchase(from: Self.curve(), sellingAt: 5.1e-5), 2.71257353))
    #expect(Self.near(ClosedFormArbitrage.profit(.buy, at: Self.curve(), against: 5.1e-5), 0.0256616549))
    #expect(
      (ClosedFormArbitrage.purchase(from: Self.curve(fee: 0), sellingAt: 5.1e-5) - 2.856915).magnitude < 1e-6)
    #expect(
      (ClosedFormArbitrage.profit(.buy, at: Self.curve(fee: 0), against: 5.1e-5) - 0.0284749).magnitude < 1e-7
    )
  }

  @Test("A price 2 % below the curve: how much to sell, and what it earns")
  func sale() {
    #expect(Self.near(ClosedFormArbitrage.sale(to: Self.curve(), buyingAt: 4.9e-5), 2.77029288))
    #expect(Self.near(ClosedFormArbitrage.tokens(.sell, at: Self.curve(), against: 4.9e-5), 55_997.2335))
    #expect(Self.near(ClosedFormArbitrage.profit(.sell, at: Self.curve(), against: 4.9e-5), 0.0264284369))
  }

  @Test("Within the band of the fee there is nothing to earn", arguments: [4.9951e-5, 5e-5, 5.0049e-5])
  func band(price: Double) {
    for side in Side.allCases {
      #expect(ClosedFormArbitrage.tokens(side, at: Self.curve(), against: price) == 0)
      #expect(ClosedFormArbitrage.profit(side, at: Self.curve(), against: price) == 0)
    }
  }

  @Test("What the curve gives for an amount, and the amount that it gives it for")
  func amounts() {
    let free = Self.curve(fee: 0)
    #expect(Self.near(free.tokens(forPaying: 1), 19_930.84515581))
    #expect(Self.near(Self.curve().tokens(forPaying: 1), 19_910.91431066))
    #expect(Self.near(free.currency(forSelling: 20_000), 0.9965501964))
    #expect(Self.near(Self.curve().currency(forSelling: 20_000), 0.9955570767))
    #expect(Self.near(Self.curve().currency(forBuying: 19_910.91431066), 1))
    #expect(Self.near(Self.curve().tokens(forReceiving: 0.9955570767), 20_000))
    #expect(free.currency(forBuying: 3_000_000) == .infinity)
  }

  @Test("The amount of the closed form earns what it says, and any other amount less")
  func optimality() {
    let curve = Self.curve()
    func earned(buying tokens: Double) -> Double { tokens * 5.1e-5 - curve.currency(forBuying: tokens) }
    func earned(selling tokens: Double) -> Double { curve.currency(forSelling: tokens) - tokens * 4.9e-5 }
    let (bought, sold) = (
      ClosedFormArbitrage.tokens(.buy, at: curve, against: 5.1e-5),
      ClosedFormArbitrage.tokens(.sell, at: curve, against: 4.9e-5)
    )
    #expect((earned(buying: bought) - 0.0256616549).magnitude < 1e-9)
    #expect((earned(selling: sold) - 0.0264284369).magnitude < 1e-9)
    for factor in [0.9, 0.99, 1.01, 1.1] {
      #expect(earned(buying: bought * factor) < earned(buying: bought))
      #expect(earned(selling: sold * factor) < earned(selling: sold))
    }
  }
}
