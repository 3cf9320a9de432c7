// `"kind": "strategic-lp"`: liquidity providers who come for what they are paid and leave when it is too little.

import AgentModels
import SimEngine

/// A group of strategic providers; each may quote on every exchange of the group and begins on one of them.
struct StrategicProviderModel: AgentModel {
  static let kind = "strategic-lp"
  let providers: ProviderGroup
  let reservationYield: DistributionSpecification<ExactDecimal>
  let parameters: StrategicParameters
  let moves: Bool

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = StrategicParameters()
    let reckoning = object.optional("reckoning", .oneOf(["price-taking", "strategic"])) ?? "price-taking"
    parameters.reckoning = reckoning == "strategic" ? .strategic : .priceTaking
    let standard = DistributionSpecification<ExactDecimal>.lognormal(
      median: ExactDecimal(12, timesTenTo: -4), sigma: 0.6)
    let reservation = object.optional("reservationYield", .distribution(of: .dailyRate()), default: standard)
    parameters.readDecisions(object)
    parameters.readQuotes(object)
    let moves = object.optional("moves", .flag, default: false)
    return ProviderGroup.read(object, setting).map {
      StrategicProviderModel(
        providers: $0, reservationYield: reservation, parameters: parameters, moves: moves)
    }
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let chance = world.context.stream("\(group)/capital", .exogenous)
    let ids = world.exchanges(providers.exchanges)
    var built: [StrategicProvider] = []
    try providers.forEachMember(of: group, chance, in: world) { member in
      var own = parameters
      own.capital = member.capital
      own.reservationYieldPerDay = reservationYield.draw(chance)
      let places = [member.exchange] + (moves ? ids.filter { $0 != member.exchange } : [])
      let exchanges = places.map { id in
        (id, world.feed(of: world.context.markets[id].pair.quote, providers.feed, for: group))
      }
      built.append(
        StrategicProvider(
          name: member.name, group: group, token: world.token, exchanges: exchanges,
          program: member.program, parameters: own))
    }
    let all = built
    for provider in all { world.add(provider) }
    world.add(GroupSummary(group) { StrategicProvider.summary(of: all, group: group, in: $0) })
  }
}

extension StrategicParameters {
  fileprivate mutating func readDecisions(_ object: ScenarioObject) {
    let clock = ScenarioValue.duration.within(.minutes(1) ... .days(3_650))
    let hazard = ScenarioValue<ExactDecimal>.dailyRate()
    let share = ScenarioValue<ExactDecimal>.ratio.within(.zero ... .one)
    decideEvery = object.optional("decide", clock, default: decideEvery)
    entryPerDay = object.optional("entry", hazard)?.double ?? entryPerDay
    exitPerDay = object.optional("exit", hazard)?.double ?? exitPerDay
    yieldScale = object.optional("yieldScale", hazard.above(.zero))?.double ?? yieldScale
    alarmingLoss = object.optional("alarmingLoss", share)?.double ?? alarmingLoss
    lossFactor = object.optional("lossFactor", .number(1...1_000), default: lossFactor)
    adjustment = object.optional("adjustment", share)?.double ?? adjustment
    memory = object.optional("memory", clock, default: memory)
    transfer = object.optional("transfer", .duration.within(.zero ... .days(365)), default: transfer)
    startsActive = object.optional("startsActive", .flag, default: startsActive)
    rewardsToExchange = object.optional("rewardsToExchange", .flag, default: rewardsToExchange)
  }

  fileprivate mutating func readQuotes(_ object: ScenarioObject) {
    let share = ScenarioValue<ExactDecimal>.ratio.within(.zero ... .one)
    let distances = ScenarioValue<ExactDecimal>.ratio.satisfying("from 0% to below 100%") {
      $0 >= .zero && $0 < .one
    }
    distance = object.optional("distance", distances)?.double ?? distance
    farDistance = object.optional("farDistance", distances)?.double
    if let farDistance, farDistance < distance {
      object.complain("farDistance", "must not be closer than \"distance\"", help: "raise it")
    }
    let reservation = object.optional("farReservation", .ratio.within(.zero...10))
    farReservationShare = reservation?.double ?? farReservationShare
    requoteThreshold = object.optional("requoteThreshold", share)?.double ?? requoteThreshold
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(30))
    checkEvery = object.optional("check", span, default: checkEvery)
    submitEvery = object.optional("submit", span, default: submitEvery)
    feedSilenceLimit = object.optional("feedSilence", span, default: feedSilenceLimit)
    let volatility = object.optional("expectedVolatility", .ratio.within(.zero...10))
    pickOff.dailyVolatility = volatility?.double ?? pickOff.dailyVolatility
    pickOff.jumpsPerYear = object.optional("expectedJumps", .number(0...10_000), default: 0)
    let jumps = object.optional("expectedJumpDeviation", .ratio.within(.zero...10))
    pickOff.jumpDeviation = jumps?.double ?? pickOff.jumpDeviation
    pickOff.chance = object.optional("pickOffChance", share)?.double ?? 0.2
  }
}
