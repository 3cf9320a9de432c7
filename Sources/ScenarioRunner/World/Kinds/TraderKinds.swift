// `"kind": "noise"` and `"kind": "arbitrageur"`: those who trade because they want to, and those because it pays.

import AgentModels
import SimEngine

/// Noise traders.
struct NoiseTraderModel: AgentModel {
  static let kind = "noise"
  let parameters: NoiseTraderParameters
  let capitalUSD: Double

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = NoiseTraderParameters()
    let token = setting.token.asset.symbol
    let tokens = ScenarioValue<ExactDecimal>.price(in: token).within(.zero...1_000_000_000)
    let rate = ScenarioValue.eventRate.satisfying("between 0.000001/min and 1000000/min") {
      (1e-6...1e6).contains($0.perMinute)
    }
    parameters.arrivalsPerMinute = object.required("rate", rate)?.perMinute ?? 1
    let size = object.required("size", .distribution(of: tokens.above(.zero)))
    if case .lognormal(let median, let sigma)? = size {
      parameters.medianTokens = median.double
      parameters.sizeSigma = sigma
    } else if size != nil {
      object.complain(
        "size", "must be a lognormal distribution, found \(object.found("size"))",
        help: "write for example {\"dist\": \"lognormal\", \"median\": \"100 \(token)\", \"sigma\": 1.2}")
    }
    parameters.maximumTokens = object.optional("largest", tokens)?.double ?? parameters.maximumTokens
    parameters.buyProbability = object.optional("buyShare", .ratio.within(.zero ... .one))?.double ?? 0.5
    parameters.patience =
      object.optional("patience", .ratio.within(.zero...10))?.double ?? parameters.patience
    parameters.patienceSigma = object.optional("patienceSigma", .number(0...10), default: 0)
    parameters.pegUSD = setting.token.pegUSD
    parameters.capitalTokens = object.optional("tokens", .holding(setting.token.asset)) ?? .zero
    let capital = object.optional("coins", .price(in: "USD").within(.zero...1_000_000_000))?.double ?? 0
    return NoiseTraderModel(parameters: parameters, capitalUSD: capital)
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    var parameters = self.parameters
    try world.claimTokens(parameters.capitalTokens, for: group)
    parameters.capitalCoins = world.coins(worth: capitalUSD)
    world.add(NoiseTraders(name: group, token: world.token, parameters: parameters))
  }
}

/// Arbitrageurs between one reserve and the exchanges.
struct ArbitrageurModel: AgentModel {
  static let kind = "arbitrageur"
  let reserve: String?
  let parameters: ArbitrageurParameters
  let quoteUSD: Double

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = ArbitrageurParameters()
    // In a world without reserves, where there is nothing to do, the name of any will do.
    let reserve = object.optional("reserve", setting.reserves.isEmpty ? .plainName : .oneOf(setting.reserves))
    let ether = setting.collateral.first { $0.symbol == "ETH" } ?? Asset(symbol: "ETH", decimals: 18)
    let token = setting.token.asset
    let reaction = ScenarioValue.duration.within(.milliseconds(1) ... .days(30))
    parameters.meanReaction = object.optional("reaction", reaction, default: parameters.meanReaction)
    parameters.reactsAtRandom = object.optional("random", .flag, default: true)
    parameters.minimumProfitUSD =
      object.optional("minimumProfit", .price(in: "USD").within(.zero...1_000_000))?.double
      ?? parameters.minimumProfitUSD
    parameters.transactionCost = object.optional("gas", .holding(ether)) ?? .zero
    parameters.mostTransactions = object.optional("trades", .integer(1...64), default: 1)
    parameters.exchangeCostShare =
      object.optional("exchangeCost", .ratio.within(.zero ... .one))?.double ?? parameters.exchangeCostShare
    parameters.tokensOnExchange = object.optional("tokensOnExchange", .holding(token)) ?? .zero
    parameters.tokensInWallet = object.optional("tokensInWallet", .holding(token)) ?? .zero
    parameters.currencyInWallet = object.optional("etherInWallet", .holding(ether)) ?? .zero
    let quote =
      object.optional("coinsOnExchange", .price(in: "USD").within(.zero...1_000_000_000))?.double ?? 0
    return ArbitrageurModel(reserve: reserve, parameters: parameters, quoteUSD: quote)
  }

  /// Builds nothing in a world without reserves: there is nothing to keep in line.
  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let venues = world.context.markets.swapVenues
    guard let venue = venues.firstIndex(where: { reserve == nil || $0.name == reserve }) else { return }
    let exchanges = world.context.markets.exchanges
    var parameters = self.parameters
    let tokens = Amount(
      baseUnits: parameters.tokensOnExchange.baseUnits * Int128(exchanges.count)
        + parameters.tokensInWallet.baseUnits)
    try world.claimTokens(tokens, for: group)
    parameters.quoteOnExchange = world.amount(worth: quoteUSD, of: try world.commonQuote(for: group))
    world.add(Arbitrageur(name: group, group: group, venue: venue, parameters: parameters))
  }
}

extension ScenarioValue where Value == Amount {
  /// What somebody holds at the start: an amount that is not negative.
  static func holding(_ asset: Asset) -> ScenarioValue { amount(of: asset).atLeast(.zero) }
}

extension WorldBuilder {
  /// An amount of an asset that is worth so many USD at the start, rounded down.
  func amount(worth usd: Double, of asset: AssetID) -> Amount {
    Amount(
      truncating: usd / context.markets.usdPrice(of: asset, at: .start), decimals: self.asset(asset).decimals)
  }

  /// The coin that every exchange quotes in, for those who bring the same amount to each.
  func commonQuote(for group: String) throws(ScenarioError) -> AssetID {
    let exchanges = context.markets.exchanges
    guard let quote = exchanges.first?.pair.quote else {
      throw ScenarioError(
        Diagnostic(
          "agents \"\(group)\" trade on every exchange, and there is none",
          help: "leave them out, or add an exchange to \"exchanges\""))
    }
    if exchanges.allSatisfy({ $0.pair.quote == quote }) { return quote }
    throw ScenarioError(
      Diagnostic(
        "agents \"\(group)\" trade on every exchange and need all of them to quote in one coin",
        help: "let every exchange quote in the same coin"))
  }

  /// Coins worth so many USD at the start, in equal parts of everything that exchanges quote in, or without exchanges of
  /// everything that reserves trade for.
  func coins(worth usd: Double) -> [CoinHolding] {
    var quotes: [AssetID] = []
    for exchange in context.markets.exchanges where !quotes.contains(exchange.pair.quote) {
      quotes.append(exchange.pair.quote)
    }
    if quotes.isEmpty {
      for venue in context.markets.swapVenues where !quotes.contains(venue.currency) {
        quotes.append(venue.currency)
      }
    }
    return quotes.map { CoinHolding(asset: $0, amount: amount(worth: usd / Double(quotes.count), of: $0)) }
  }
}
