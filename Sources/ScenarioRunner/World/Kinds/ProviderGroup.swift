// What every group of liquidity providers has in a scenario: how many, where, with how much, by which feed.

import AgentModels
import SimEngine

/// The settings that all kinds of providers share.
struct ProviderGroup {
  let count: Int
  let exchanges: [String]
  let capitalUSD: DistributionSpecification<ExactDecimal>
  /// The share of the capital that is brought in pegged coins.
  let tokenShare: Double
  let usesProgram: Bool
  let feed: FeedSettings

  /// Reads "count", "exchanges", "capital", "tokenShare", "programme" and "feed"; nil without a capital.
  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> ProviderGroup? {
    let count = object.optional("count", .integer(1...ScenarioLimits.agents), default: 1)
    let exchanges = setting.exchanges(named: "exchanges", in: object)
    let dollars = ScenarioValue<ExactDecimal>.price(in: "USD").within(.zero...1_000_000_000)
    let capital = object.required("capital", .distribution(of: dollars))
    let tokenShare = object.optional("tokenShare", .ratio.within(.zero ... .one))?.double ?? 0.5
    let usesProgram = object.optional("programme", .flag, default: setting.hasPool)
    let feed = object.optionalObject("feed", FeedSettings.read) ?? FeedSettings()
    guard let capital else { return nil }
    return ProviderGroup(
      count: count, exchanges: exchanges, capitalUSD: capital, tokenShare: tokenShare,
      usesProgram: usesProgram && setting.hasPool, feed: feed)
  }

  /// One provider of the group.
  struct Member {
    let name: String
    let exchange: ExchangeID
    let capital: ProviderCapital
    let feed: PriceFeed
    let program: LiquidityProgramID?
  }

  /// Calls a closure for each provider of a group of which nothing but the capital is drawn.
  func forEachMember(
    of group: String, in world: WorldBuilder, _ build: (Member) -> Void
  ) throws(ScenarioError) {
    let chance = world.context.stream("\(group)/capital", .exogenous)
    try forEachMember(of: group, chance, in: world, build)
  }

  /// Calls a closure for each provider; they take the exchanges of the group in turn, and what each brings is
  /// claimed from the supply.
  /// - Parameters:
  ///   - chance: The stream that decides what each brings.
  ///   - build: Called after the capital was drawn; further draws of the provider belong there.
  func forEachMember(
    of group: String, _ chance: RandomStream, in world: WorldBuilder, _ build: (Member) -> Void
  ) throws(ScenarioError) {
    try world.claimAgents(count, for: group)
    let ids = world.exchanges(exchanges)
    for index in 0..<count {
      let exchange = ids[index % ids.count]
      let quote = world.context.markets[exchange].pair.quote
      let usd = capitalUSD.draw(chance)
      let token = world.scenario.token
      let capital = ProviderCapital(
        tokens: Amount(truncating: usd * tokenShare / token.pegUSD, decimals: token.asset.decimals),
        quote: world.amount(worth: usd * (1 - tokenShare), of: quote))
      try world.claimTokens(capital.tokens, for: group)
      build(
        Member(
          name: "\(group)-\(index + 1)", exchange: exchange, capital: capital,
          feed: world.feed(of: quote, feed, for: group), program: usesProgram ? world.program : nil))
    }
  }
}
