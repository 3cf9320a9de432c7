// The chain as a scenario describes it.

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
