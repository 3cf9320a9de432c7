// What reserves cover and how deep they are, against the curve's own integrals.

import Testing

@testable import SimEngine

@Suite("The observer of reserves")
struct ReserveMonitorTests {
  /// A reserve that only shows its curve and what it holds.
  private final class Shown: SwapVenue {
    let name = "shown"
    let token = AssetID(rawValue: 0)
    let currency = AssetID(rawValue: 1)
    let wallet: Wallet
    var curve: ExponentialCurve?
    var lossToTradersUSD = 0.0
    var holder: Wallet? { wallet }

    init(ledger: Ledger) { wallet = ledger.openWallet("shown") }

    func quote(_ side: Side, paying amount: Amount) -> SwapQuote { .refused(reason: "shown only") }
    func swap(
      _ side: Side, paying amount: Amount, atLeast minimum: Amount, wallet: Wallet, trader: String,
      in context: Context
    ) -> SwapResult { .refused(reason: "shown only") }
  }

  /// A world with a reserve of 100 ETH at 10 USD and 9,000 tokens at the peg, and 1,000 tokens with somebody.
  private func world(_ change: (Shown, Context) -> Void) -> [String: Double?] {
    let simulation = Simulation(
      seed: 1, assets: [Asset(symbol: "NBT", decimals: 8), Asset(symbol: "ETH", decimals: 18)])
    let context = simulation.context
    context.markets.setReference(ConstantPrice(usd: 1), of: AssetID(rawValue: 0))
    context.markets.setReference(ConstantPrice(usd: 10), of: AssetID(rawValue: 1))
    let venue = Shown(ledger: context.ledger)
    venue.curve = ExponentialCurve(spotPrice: 0.1, rate: 0.01, fee: 0.002, buyCap: 1, sellCap: 1)
    context.markets.add(venue)
    context.ledger.mint(Amount(truncating: 100, decimals: 18), to: venue.wallet[AssetID(rawValue: 1)])
    context.ledger.mint(Amount(truncating: 9_000, decimals: 8), to: venue.wallet[AssetID(rawValue: 0)])
    let other = context.ledger.openWallet("other")
    context.ledger.mint(Amount(truncating: 1_000, decimals: 8), to: other[AssetID(rawValue: 0)])
    simulation.add(ReserveMonitor(coin: AssetID(rawValue: 0), pegUSD: 1, sampleEvery: .minutes(1)))
    _ = simulation.run(until: .start + .hours(18))
    change(venue, context)
    _ = simulation.run(until: .start + .days(1))
    return Dictionary(uniqueKeysWithValues: simulation.finish().map { ($0.name, $0.value) })
  }

  private func figure(_ figures: [String: Double?], _ name: String) -> Double {
    (figures["reserve.shown.\(name)"] ?? nil) ?? .nan
  }

  @Test("Depth is the integral of the curve from the present price to one per cent off the peg, fee included")
  func depth() {
    let figures = world { venue, _ in venue.lossToTradersUSD = 5 }
    let bid = (1 / (0.099 / 0.998) - 1 / 0.1) / 0.01 / 0.998
    let ask = (1 / 0.1 - 1 / (0.101 * 0.998)) / 0.01 * 0.998
    #expect(abs(figure(figures, "bid_within_100bp_mean_nbt") / bid - 1) < 1e-12)
    #expect(abs(figure(figures, "ask_within_100bp_mean_nbt") / ask - 1) < 1e-12)
    #expect(abs(figure(figures, "smaller_side_within_100bp_q05_nbt") / min(bid, ask) - 1) < 1e-12)
    // Five USD for that depth over one day.
    #expect(abs(figure(figures, "cost_of_depth_bp_per_d") / (5 / min(bid, ask) * 1e4) - 1) < 1e-12)
  }

  @Test("Coverage is ether over what others hold, and a reserve is depleted with the last hundredth")
  func coverage() {
    let figures = world { venue, context in
      let ether = AssetID(rawValue: 1)
      context.ledger.transfer(
        Amount(truncating: 99.5, decimals: 18), from: venue.wallet[ether], to: context.ledger.outside[ether])
    }
    // 1,000 USD of ether for 1,000 tokens, three quarters of the time; then 5.
    #expect(abs(figure(figures, "coverage_minimum_share") - 0.005) < 1e-12)
    #expect(abs(figure(figures, "minimum_eth") - 0.5) < 1e-12)
    #expect(abs(figure(figures, "coverage_mean_share") - (0.75 + 0.25 * 0.005)) < 0.001)
    #expect(abs(figure(figures, "depleted_at_d") - 0.75) < 0.001)
    let calm = world { _, _ in }
    #expect(calm["reserve.shown.depleted_at_d"] == .some(nil))
    #expect(abs(figure(calm, "coverage_mean_share") - 1) < 1e-12)
  }

  @Test("What a reserve cannot pay for is no depth, and a closed one has none")
  func limits() {
    let curve = ExponentialCurve(spotPrice: 0.1, rate: 0.01, fee: 0, buyCap: 1, sellCap: 1)
    // Ether for 0.5 of the 1.005 that the way to 99 % takes.
    let paid = curve.tokensBought(downTo: 0.099, paying: 0.5)
    #expect(abs(paid / ((DeterministicMath.exp(0.005) / 0.1 - 1 / 0.1) / 0.01) - 1) < 1e-12)
    #expect(curve.tokensBought(downTo: 0.11, paying: 50) == 0 && curve.tokensSold(upTo: 0.09) == 0)
    let figures = world { venue, _ in venue.curve = nil }
    #expect(figure(figures, "smaller_side_within_100bp_q05_nbt") == 0)
  }
}
