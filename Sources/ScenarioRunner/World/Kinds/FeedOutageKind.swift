// The shock `"kind": "feed-outage"`: price feeds fall silent, for everybody or for some.

import SimEngine

/// A while in which price feeds give no answer.
struct FeedOutageShock: ShockModel {
  static let kind = "feed-outage"
  let silence: FeedSilence
  var instant: SimTime { silence.outage.start }

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any ShockModel)? {
    let outage = PriceFeed.Outage.read(object)
    let symbols = setting.collateral.map(\.symbol)
    let coins = object.optional("coins", .array(of: .oneOf(symbols), count: 1...symbols.count)) ?? symbols
    let owners = (setting.hasPool ? ["alp"] : []) + setting.agents
    let affected = object.optional("of", .array(of: .oneOf(owners), count: 1...max(1, owners.count)))
    return outage.map { FeedOutageShock(silence: FeedSilence(coins: coins, owners: affected, outage: $0)) }
  }

  func prepare(_ world: WorldBuilder) { world.silence(silence) }

  func build(_ name: String, in world: WorldBuilder) throws(ScenarioError) {
    let deaf = (silence.owners ?? []).first { !world.feedOwners.contains($0) }
    guard let deaf else { return }
    throw ScenarioError(
      Diagnostic(
        "the shock \(quoted(name)) silences the feed of \(quoted(deaf)), which looks at none",
        help: world.feedOwners.isEmpty
          ? "take \(quoted(name)) out: nobody here looks at a price feed"
          : "name some of \(world.feedOwners.map(quoted).joined(separator: ", ")) in \"of\""))
  }
}

/// Which feeds are silent, and when.
struct FeedSilence: Sendable {
  /// Symbols of the coins whose prices are not told.
  let coins: [String]
  /// Whose feeds: groups of agents, or "alp"; nil for everybody's.
  let owners: [String]?
  /// From when to when.
  let outage: PriceFeed.Outage

  /// Whether the feed of somebody for a coin is meant.
  func silences(_ symbol: String, of owner: String) -> Bool {
    coins.contains(symbol) && (owners?.contains(owner) ?? true)
  }
}
