// `"kind": "flasher"`, `"target-farmer"`, `"sybil"` and `"wash"`: those who want a pool's reward for less than it is
// meant to cost.

import AgentModels
import SimEngine

extension ScenarioValue where Value == ExactDecimal {
  /// A distance from the peg as a share, less than the whole of it: a bid at nothing is none.
  fileprivate static let pegDistance = ratio.satisfying("from 0% to below 100%") { $0 >= .zero && $0 < .one }
}

/// Flashers: their orders stand only while the pool looks.
struct FlasherModel: AgentModel {
  static let kind = "flasher"
  let providers: ProviderGroup
  let parameters: FlasherParameters

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = FlasherParameters()
    if let distance = object.optional("distance", .pegDistance) {
      parameters.quotes = PeggedQuote.both(distance: distance.double)
    }
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(1))
    parameters.period = object.optional("period", span, default: parameters.period)
    parameters.phase = object.optional("phase", .duration.atLeast(.zero), default: parameters.period)
    let moment = ScenarioValue.duration.within(.milliseconds(2) ... .hours(1))
    parameters.before = object.optional("before", moment, default: parameters.before)
    parameters.after = object.optional("after", moment, default: parameters.after)
    parameters.submissions = object.optional("submissions", .integer(1...60), default: 1)
    if parameters.before + parameters.after >= parameters.period {
      object.complain(
        "before",
        "and \"after\" together must be shorter than the period, found \(text(of: parameters.before)) and "
          + "\(text(of: parameters.after)) in \(text(of: parameters.period))")
    }
    return ProviderGroup.read(object, setting).map { FlasherModel(providers: $0, parameters: parameters) }
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    var flashers: [Flasher] = []
    try providers.forEachMember(of: group, in: world) { member in
      var own = parameters
      own.capital = member.capital
      flashers.append(
        Flasher(
          name: member.name, group: group, exchange: member.exchange, feed: member.feed,
          program: member.program, parameters: own))
    }
    for flasher in flashers { world.add(flasher) }
    world.add(GroupSummary(group) { Flasher.summary(of: flashers, group: group, in: $0) })
  }
}

/// Target farmers: a little where it is paid, the rest where it is only counted.
struct TargetFarmerModel: AgentModel {
  static let kind = "target-farmer"
  let quoters: SteadyQuoterGroup

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = SteadyQuoterParameters.read(object)
    let near = object.optional("distance", .pegDistance)?.double ?? 0.007
    let far = object.optional("farDistance", .pegDistance)?.double ?? 0.5
    let share = object.optional("nearShare", .ratio.within(.zero ... .one))?.double ?? 0.1
    if near > far {
      object.complain("farDistance", "must not be closer than \"distance\"", help: "raise it")
    }
    parameters.quotes = PeggedQuote.farming(nearShare: share, nearDistance: near, farDistance: far)
    return ProviderGroup.read(object, setting).map {
      TargetFarmerModel(quoters: SteadyQuoterGroup(providers: $0, users: 1, parameters: parameters))
    }
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    try quoters.build(group, in: world)
  }
}

/// Sybils: one provider under many names, each with its part of the capital.
struct SybilModel: AgentModel {
  static let kind = "sybil"
  let quoters: SteadyQuoterGroup

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = SteadyQuoterParameters.read(object)
    let distance = object.optional("distance", .pegDistance)?.double ?? 0.007
    parameters.quotes = PeggedQuote.both(distance: distance)
    let users = object.optional("users", .integer(1...ScenarioLimits.agents), default: 10)
    return ProviderGroup.read(object, setting).map {
      SybilModel(quoters: SteadyQuoterGroup(providers: $0, users: users, parameters: parameters))
    }
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    try quoters.build(group, in: world)
  }
}

/// Wash traders: they sell to themselves at the peg.
struct WashTraderModel: AgentModel {
  static let kind = "wash"
  let providers: ProviderGroup
  let parameters: WashTraderParameters

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = WashTraderParameters()
    parameters.usesTwoAccounts = object.optional("accounts", .integer(1...2), default: 2) == 2
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(30))
    parameters.every = object.optional("every", span, default: parameters.every)
    parameters.resting = object.optional("resting", span, default: parameters.resting)
    if parameters.resting >= parameters.every {
      object.complain(
        "resting",
        "must be shorter than \"every\", found \(text(of: parameters.resting)) in "
          + "\(text(of: parameters.every))")
    }
    return ProviderGroup.read(object, setting).map { WashTraderModel(providers: $0, parameters: parameters) }
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    var traders: [WashTrader] = []
    try providers.forEachMember(of: group, in: world) { member in
      var own = parameters
      own.capital = member.capital
      traders.append(
        WashTrader(
          name: member.name, group: group, exchange: member.exchange, feed: member.feed,
          program: member.program, parameters: own))
    }
    for trader in traders { world.add(trader) }
    world.add(GroupSummary(group) { WashTrader.summary(of: traders, group: group, in: $0) })
  }
}

/// What target farmers and sybils have in common.
struct SteadyQuoterGroup {
  let providers: ProviderGroup
  /// Names of each.
  let users: Int
  let parameters: SteadyQuoterParameters

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    var quoters: [SteadyQuoter] = []
    try world.claimAgents(providers.count * (users - 1), for: group)
    try providers.forEachMember(of: group, in: world) { member in
      var own = parameters
      own.capitals = member.capital.divided(among: users)
      quoters.append(
        SteadyQuoter(
          name: member.name, group: group, exchange: member.exchange, feed: member.feed,
          program: member.program, parameters: own))
    }
    for quoter in quoters { world.add(quoter) }
    world.add(GroupSummary(group) { SteadyQuoter.summary(of: quoters, group: group, in: $0) })
  }
}

extension SteadyQuoterParameters {
  fileprivate static func read(_ object: ScenarioObject) -> SteadyQuoterParameters {
    var parameters = SteadyQuoterParameters()
    let threshold = object.optional("requoteThreshold", .ratio.within(.zero ... .one))
    parameters.requoteThreshold = threshold?.double ?? parameters.requoteThreshold
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(30))
    parameters.checkEvery = object.optional("check", span, default: parameters.checkEvery)
    parameters.submitEvery = object.optional("submit", span, default: parameters.submitEvery)
    return parameters
  }
}

extension ProviderCapital {
  /// Equal parts to the base unit; the first gets what cannot be divided.
  fileprivate func divided(among count: Int) -> [ProviderCapital] {
    let each = ProviderCapital(tokens: tokens.divided(by: count), quote: quote.divided(by: count))
    let first = ProviderCapital(
      tokens: Amount(baseUnits: tokens.baseUnits - each.tokens.baseUnits * Int128(count - 1)),
      quote: Amount(baseUnits: quote.baseUnits - each.quote.baseUnits * Int128(count - 1)))
    return [first] + Array(repeating: each, count: count - 1)
  }
}

extension Amount {
  /// An equal part, rounded down.
  fileprivate func divided(by count: Int) -> Amount { Amount(baseUnits: baseUnits / Int128(count)) }
}
