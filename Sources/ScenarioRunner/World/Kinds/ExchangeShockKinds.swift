// The shocks `"kind": "halt"`, `"delist"` and `"default"`: what a scenario lets befall exchanges.

import SimEngine

/// A while without trading.
struct HaltShock: ShockModel {
  static let kind = "halt"
  let hit: ExchangeHit
  var instant: SimTime { hit.instant }
  let span: SimDuration

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any ShockModel)? {
    let hit = ExchangeHit.read(object, setting)
    let span = object.required("for", .duration.within(.seconds(1) ... .days(3_650)))
    guard let hit, let span else { return nil }
    return HaltShock(hit: hit, span: span)
  }

  func build(_ name: String, in world: WorldBuilder) { hit.build(name, .halt(span), in: world) }
}

/// The pair is taken off exchanges for good.
struct DelistingShock: ShockModel {
  static let kind = "delist"
  let hit: ExchangeHit
  var instant: SimTime { hit.instant }

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any ShockModel)? {
    ExchangeHit.read(object, setting).map(DelistingShock.init)
  }

  func build(_ name: String, in world: WorldBuilder) { hit.build(name, .delisting, in: world) }
}

/// Exchanges fail with all that lies on them.
struct DefaultShock: ShockModel {
  static let kind = "default"
  let hit: ExchangeHit
  var instant: SimTime { hit.instant }

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any ShockModel)? {
    ExchangeHit.read(object, setting).map(DefaultShock.init)
  }

  func build(_ name: String, in world: WorldBuilder) { hit.build(name, .failure, in: world) }
}

/// When it happens, and to whom.
struct ExchangeHit: Sendable {
  let instant: SimTime
  let exchanges: [String]

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> ExchangeHit? {
    let at = object.required("at", .duration.atLeast(.zero))
    // Named, not "all unless": to lose every exchange at once is seldom what was meant.
    let names = object.required("exchanges", .array(of: .oneOf(setting.exchanges), count: 1...64))
    guard let at, let names else { return nil }
    return ExchangeHit(instant: SimTime.start + at, exchanges: names.sorted())
  }

  func build(_ name: String, _ fate: ExchangeFate, in world: WorldBuilder) {
    world.add(ExchangeShock(name: name, fate, of: world.exchanges(exchanges), at: instant))
  }
}
