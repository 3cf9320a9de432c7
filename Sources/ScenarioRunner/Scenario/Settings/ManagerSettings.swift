// The manager of a reserve as a scenario describes him, and plans that defeat themselves.

import APRReserve
import SimEngine

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
    plan.refuseOverlap(object)
    return plan
  }

  /// Complains of rounds that are due before the one before them can be over: the reserve would be stopped for good.
  private func refuseOverlap(_ object: ScenarioObject) {
    guard case .regularly(let every) = policy, delay > .zero else { return }
    let round = delay * Int64(steps.count)
    guard every <= round else { return }
    let count = steps.count == 1 ? "1 step" : "\(steps.count) steps"
    let length = "\(text(of: round)), \(count) of \(text(of: delay)) each"
    if object.has("every") {
      object.complain(
        "every", "must be longer than a round, \(length)", help: "lengthen it or shorten \"delay\"")
    } else {
      object.complain(
        "delay", "makes a round of \(length), and the next one is due after \(text(of: every))",
        help: "shorten it or add \"every\"")
    }
  }
}

extension ManagerPlan {
  /// What of a plan does not do what its owner may expect, in sentences; a plan may be wrong on purpose.
  var warnings: [String] {
    if policy == .never { return [] }
    return [endWarning, centreWarning, lookWarning].compactMap(\.self)
  }

  private var endWarning: String? {
    guard let stop = steps.firstIndex(of: .disable), !steps[stop...].contains(.enable) else { return nil }
    return """
      the manager stops trading and does not start it again, so that nobody trades after his first round: \
      add "enable" behind "disable" in "steps"
      """
  }

  private var centreWarning: String? {
    if steps.contains(.set) { return nil }
    let again = "once due, a round follows another at every look"
    switch policy {
    case .leavingBand:
      return """
        the manager's band stays around the first price, for no step sets another; \(again): \
        add "set" to "steps"
        """
    case .depletion where !steps.contains(.fund):
      return "the manager does nothing against depletion; \(again): add \"fund\" or \"set\" to \"steps\""
    default: return nil
    }
  }

  private var lookWarning: String? {
    guard case .regularly(let every) = policy, every < checkEvery else { return nil }
    return """
      the manager looks every \(text(of: checkEvery)) only, so that his rounds are as far apart instead of \
      \(text(of: every)): shorten "check"
      """
  }
}
