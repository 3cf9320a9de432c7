// The chain and the managers of reserves as a scenario describes them.

import APRReserve
import SimEngine

extension ChainRules {
  static func read(_ object: ScenarioObject, collateral: [Asset]) -> ChainRules {
    var rules = ChainRules()
    let ether = collateral.first { $0.symbol == "ETH" } ?? Asset(symbol: "ETH", decimals: 18)
    let interval = ScenarioValue.duration.within(.milliseconds(1) ... .days(1))
    rules.interval = object.optional("interval", interval, default: rules.interval)
    rules.comesAtRandom = object.optional("random", .flag, default: rules.comesAtRandom)
    if object.optional("order", .oneOf(["gas", "random"])) == "random" { rules.order = .random }
    // A usual price for the gas of a trade through Kyber's network.
    let gas = Amount(truncating: 0.002, decimals: ether.decimals)
    rules.gas = object.optional("gas", .holding(ether), default: gas)
    rules.slippagePartsPerMillion =
      object.optional("slippage", .feeRatio, default: rules.slippagePartsPerMillion)
    return rules
  }
}

extension ManagerPlan {
  static func read(_ object: ScenarioObject, token: Asset, currency: Asset) -> ManagerPlan {
    var plan = ManagerPlan()
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(365))
    let share = ScenarioValue.ratio.within(.zero ... .one)
    let kind = object.required("policy", .oneOf(["never", "band", "regularly", "depletion"]))
    let width = object.optional("band", .ratio.within(.zero...1_000_000))?.double ?? 0.2
    let every = object.optional("every", span, default: .days(1))
    let least = object.optional("depleted", share)?.double ?? 0.1
    plan.policy =
      switch kind {
      case "band": .leavingBand(width: width)
      case "regularly": .regularly(every: every)
      case "depletion": .depletion(share: least)
      default: .never
      }
    plan.checkEvery = object.optional("check", span, default: plan.checkEvery)
    plan.delay = object.optional("delay", .duration.within(.zero ... .days(30)), default: plan.delay)
    let words = ManagerStep.allCases.map(\.rawValue)
    if let steps = object.optional("steps", .array(of: .oneOf(words), count: 1...words.count)) {
      plan.steps = steps.compactMap(ManagerStep.init)
      if Set(steps).count != steps.count { object.complain("steps", "must name each step once") }
    }
    plan.wantedEther = object.optional("ether", .holding(currency))
    plan.wantedTokens = object.optional("tokens", .holding(token))
    plan.etherInWallet = object.optional("etherInWallet", .holding(currency), default: .zero)
    plan.tokensInWallet = object.optional("tokensInWallet", .holding(token), default: .zero)
    return plan
  }
}
