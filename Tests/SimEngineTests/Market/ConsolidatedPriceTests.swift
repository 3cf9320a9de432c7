// What a coin is worth over all exchanges, and what those who look it up get to see.

import Testing

@testable import SimEngine

@Suite("The price over all exchanges")
struct ConsolidatedPriceTests {
  /// NBT on an exchange for BTC at 400 USD and on one for ETH at 10 USD, with a participant on each.
  private final class World {
    let simulation = Simulation(
      seed: 1,
      assets: [
        Asset(symbol: "NBT", decimals: 8), Asset(symbol: "BTC", decimals: 8),
        Asset(symbol: "ETH", decimals: 18),
      ])
    let exchanges: [Exchange]
    let nbt = AssetID(rawValue: 0)
    var markets: Markets { simulation.context.markets }

    init() {
      let (markets, ledger) = (simulation.context.markets, simulation.context.ledger)
      for (asset, usd) in [0.97, 400, 10].enumerated() {
        markets.setReference(ConstantPrice(usd: usd), of: AssetID(rawValue: Int32(asset)))
      }
      exchanges = [("btc", 8, Int128(1)), ("eth", 18, 10_000_000_000)].enumerated().map { index, quote in
        let pair = TradingPair(
          base: AssetID(rawValue: 0), baseDecimals: 8, quote: AssetID(rawValue: Int32(index + 1)),
          quoteDecimals: quote.1, tick: Amount(baseUnits: quote.2), lot: Amount(baseUnits: 10_000))
        return Exchange(
          name: quote.0, id: ExchangeID(rawValue: Int32(index)), terms: ExchangeTerms(pair: pair),
          ledger: ledger)
      }
      for exchange in exchanges {
        markets.add(exchange)
        simulation.add(exchange)
        let participant = exchange.join("maker", ledger: ledger)
        for account in [exchange[participant].base, exchange[participant].quote] {
          ledger.mint(Amount(baseUnits: powerOfTen(24)), to: account)
        }
      }
      _ = simulation.run(until: .start)
    }

    func place(_ side: Side, usd: Double, on index: Int) {
      let exchange = exchanges[index]
      exchange.submit(
        .limit(
          side, Quantity(lots: 10_000), at: exchange.pair.price(nearest: usd / [400, 10][index]),
          by: ParticipantID(rawValue: 0)), in: simulation.context)
      _ = simulation.run(until: simulation.context.now + .seconds(1))
    }

    var top: ConsolidatedTop { markets.consolidatedTop(of: nbt, at: simulation.context.now) }
  }

  @Test("is the middle of the best bid and the best ask anywhere, each in USD")
  func bestOfAll() {
    let world = World()
    world.place(.buy, usd: 0.98, on: 0)
    world.place(.buy, usd: 0.99, on: 1)
    world.place(.sell, usd: 1.02, on: 0)
    world.place(.sell, usd: 1.04, on: 1)
    #expect((world.top.bid! - 0.99).magnitude < 1e-12 && (world.top.ask! - 1.02).magnitude < 1e-12)
    #expect((world.top.price! - 1.005).magnitude < 1e-12)
    #expect(world.markets.marketPrice(of: world.nbt, at: world.simulation.context.now) == world.top.price)
  }

  @Test("is the side that exists, and the reference price where nobody offers anything")
  func oneSided() {
    let world = World()
    #expect(world.top.price == nil)
    #expect(world.markets.marketPrice(of: world.nbt, at: .start) == 0.97)
    world.place(.sell, usd: 1.02, on: 0)
    #expect((world.top.price! - 1.02).magnitude < 1e-12 && world.top.bid == nil)
  }

  @Test("leaves out exchanges that do not trade")
  func closed() {
    let world = World()
    world.place(.buy, usd: 0.9, on: 0)
    world.place(.buy, usd: 0.99, on: 1)
    world.exchanges[1].halt()
    #expect((world.top.bid! - 0.9).magnitude < 1e-12)
    world.exchanges[1].resume()
    #expect((world.top.bid! - 0.99).magnitude < 1e-12)
    world.exchanges[1].fail(in: world.simulation.context)
    #expect((world.top.bid! - 0.9).magnitude < 1e-12)
  }
}

@Suite("A price feed")
struct PriceFeedTests {
  /// USD 100 and one for each second.
  private final class Ramp: ReferencePrice {
    func usdPrice(at time: SimTime) -> Double { 100 + time.seconds }
  }

  @Test("tells an old price, the first one until it is old enough, with its error")
  func delay() {
    let feed = PriceFeed(of: Ramp(), delay: .seconds(30), bias: 0.5)
    let told = [0, 29, 30, 90].map { feed.usdPrice(at: .start + .seconds($0)) }
    #expect(told == [150, 150, 150, 240])
    let early = PriceFeed(of: Ramp(), delay: SimDuration.zero - .seconds(5))
    #expect(early.usdPrice(at: .start) == 105)
  }

  @Test("is silent from the first instant of an outage up to its end")
  func outages() {
    let feed = PriceFeed(
      of: Ramp(),
      outages: [
        .init(from: .start + .seconds(10), until: .start + .seconds(20)),
        .init(from: .start, until: .start + .seconds(1)),
      ])
    let told = [0, 1, 9, 10, 19, 20].map { feed.usdPrice(at: .start + .seconds($0)) }
    #expect(told == [nil, 101, 109, nil, nil, 120])
  }
}
