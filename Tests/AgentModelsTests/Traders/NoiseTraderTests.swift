// Noise traders: where they trade, when they give up, and that their chance is their own.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Noise traders")
struct NoiseTraderTests {
  @Test("Nobody sells where the fee takes all, whatever price he accepts")
  func wholeFee() {
    let world = SmallWorld(takerFeePartsPerMillion: 1_000_000)
    world.simulation.add(
      Script([
        (
          .seconds(1),
          { context in
            Counterparty("maker", in: context).place(.buy, 1_000, usd: 1, in: context)
            let wish = TradeWish(.sell, tokens: 10, worstPriceUSD: 0)
            #expect(context.offers(for: wish, of: SmallWorld.nbt).isEmpty)
          }
        ),
        (
          .seconds(2),
          { context in
            let wish = TradeWish(.sell, tokens: 10, worstPriceUSD: 0)
            #expect(context.offers(for: wish, of: SmallWorld.nbt).isEmpty)
          }
        ),
      ]))
    world.run(.seconds(3))
  }

  static func parameters() -> NoiseTraderParameters {
    var parameters = NoiseTraderParameters()
    parameters.arrivalsPerMinute = 0.5
    parameters.capitalTokens = SmallWorld.nbt(200_000)
    parameters.capitalCoins = [CoinHolding(asset: SmallWorld.btc, amount: SmallWorld.btc(400))]
    return parameters
  }

  /// Runs noise against makers at given prices, one an exchange.
  static func run(
    makers: [(bid: Double, ask: Double)], parameters: NoiseTraderParameters = parameters(), fee: Int64 = 0,
    hours: Int64 = 12
  ) -> (SmallWorld, [String: Double]) {
    let world = SmallWorld(
      exchanges: makers.indices.map { "exchange-\($0)" }, takerFeePartsPerMillion: fee)
    let noise = NoiseTraders(name: "noise", token: SmallWorld.nbt, parameters: parameters)
    world.simulation.add(noise)
    world.simulation.add(
      Script([
        (
          .zero,
          { context in
            for (index, prices) in makers.enumerated() {
              let maker = Counterparty("maker-\(index)", exchange: index, in: context)
              maker.place(.buy, 500_000, usd: prices.bid, in: context)
              maker.place(.sell, 500_000, usd: prices.ask, in: context)
            }
          }
        )
      ]))
    world.run(.hours(hours))
    let metrics = noise.summarize(in: world.context)
    return (world, Dictionary(uniqueKeysWithValues: metrics.map { ($0.name, $0.value ?? .nan) }))
  }

  @Test("Arrivals are Poisson, and every trader trades where the price is within his patience")
  func arrivals() throws {
    let (world, metrics) = Self.run(makers: [(0.99, 1.01)], hours: 48)
    let count = try #require(metrics["noise.arrivals_count"])
    #expect((count - 1_440).magnitude < 4 * 1_440.0.squareRoot())
    #expect(metrics["noise.trades_count"] == count)
    #expect(metrics["noise.refused_count"] == 0)
    let bought = try #require(metrics["noise.bought_tokens"])
    let sold = try #require(metrics["noise.sold_tokens"])
    let cost = try #require(metrics["noise.cost_against_peg_usd"])
    #expect((cost / (0.01 * (bought + sold)) - 1).magnitude < 1e-3)
    let volume = world.exchange.pair.coins(world.exchange.volume)
    #expect((volume - bought - sold).magnitude < 1e-6)
  }

  @Test("Everybody trades at the better of two exchanges, fees included")
  func bestExchange() {
    let (world, _) = Self.run(makers: [(0.98, 1.02), (0.99, 1.01)])
    #expect(world.context.markets.exchanges[0].volume == .zero)
    #expect(world.context.markets.exchanges[1].volume > .zero)
  }

  @Test("Beyond their patience they give up")
  func patience() {
    let (world, metrics) = Self.run(makers: [(0.94, 1.06)])
    #expect(world.exchange.volume == .zero)
    #expect(metrics["noise.refused_count"] == metrics["noise.arrivals_count"])
    let (_, withFee) = Self.run(makers: [(0.951, 1.049)], fee: 2_500)
    #expect(withFee["noise.trades_count"] == 0)
  }

  @Test("Without funds they are counted and nothing else happens")
  func poverty() {
    var parameters = Self.parameters()
    parameters.capitalCoins = []
    parameters.capitalTokens = .zero
    let (world, metrics) = Self.run(makers: [(0.99, 1.01)], parameters: parameters)
    #expect(metrics["noise.without_funds_count"] == metrics["noise.arrivals_count"])
    #expect(world.exchange.volume == .zero)
  }

  @Test("Their draws are the same whatever the market looks like")
  func commonChance() {
    let fingerprints = [(0.99, 1.01), (0.94, 1.06), (0.97, 1.20)].map { bid, ask in
      let (world, metrics) = Self.run(makers: [(bid, ask)])
      _ = world.simulation.finish()
      return "\(world.context.fingerprints.exogenous.text) \(metrics["noise.arrivals_count"]!)"
    }
    #expect(fingerprints[0] == fingerprints[1] && fingerprints[1] == fingerprints[2])
  }

  @Test("A reserve with the better price gets the trade, paid in its own currency")
  func reserve() throws {
    let world = SmallWorld()
    let reserve = TestReserve(spotPrice: 0.1, rate: 1e-6, in: world.context)
    world.context.markets.add(reserve)
    let noise = NoiseTraders(name: "noise", token: SmallWorld.nbt, parameters: Self.parameters())
    world.simulation.add(noise)
    world.simulation.add(
      Script([
        (
          .zero,
          { context in
            let maker = Counterparty("maker", in: context)
            maker.place(.buy, 500_000, usd: 0.99, in: context)
            maker.place(.sell, 500_000, usd: 1.01, in: context)
          }
        )
      ]))
    world.run(.hours(6))
    #expect(reserve.trades > 100)
    #expect(world.exchange.volume == .zero)
    let trades = noise.summarize(in: world.context).first { $0.name == "noise.trades_count" }?.value
    #expect(try #require(trades) == Double(reserve.trades))
  }
}
