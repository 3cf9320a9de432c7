// What a kind of process, agent or shock is to a scenario: it reads its settings and builds its components.

public import SimEngine

/// A kind of price process: reads its settings and makes the price of a coin.
public protocol PriceModel: Sendable {
  /// The word in "process".
  static var kind: String { get }

  /// Reads the settings of an object; errors go to its diagnostics.
  static func read(_ object: ScenarioObject, horizon: SimDuration) -> (any PriceModel)?

  /// Makes the price.
  /// - Parameter name: Names the random field, so that coins with one process move apart.
  func makePrice(key: RandomKey, name: String) -> any ReferencePrice
}

/// A kind of agent: reads its settings and adds its components to a world.
///
/// A researcher's own agent conforms to this and is added to a `ModelRegistry` in one line.
public protocol AgentModel: Sendable {
  /// The word in "kind".
  static var kind: String { get }

  /// Reads the settings of an object; errors go to its diagnostics.
  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)?

  /// Whether the group holds what of the supply nobody else claims; such groups are built last.
  var takesRemainingSupply: Bool { get }

  /// Adds the group's components.
  /// - Parameter group: The name in the scenario, unique there; components and streams are named after it.
  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError)
}

extension AgentModel {
  /// Most groups bring what they hold themselves.
  public var takesRemainingSupply: Bool { false }
}

/// A kind of shock: something that a scenario makes happen at an instant.
public protocol ShockModel: Sendable {
  /// The word in "kind".
  static var kind: String { get }

  /// Reads the settings of an object; errors go to its diagnostics.
  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any ShockModel)?

  /// When it begins: what the key "at" says, by which a comparison puts the shock off beyond the end of the run.
  var instant: SimTime { get }

  /// Says what the pool and the agents must be built with, before they are.
  func prepare(_ world: WorldBuilder)

  /// Adds what makes it happen.
  /// - Parameter name: The name in the scenario, unique there.
  func build(_ name: String, in world: WorldBuilder) throws(ScenarioError)
}

extension ShockModel {
  /// Most shocks are met by agents who are built like any others.
  public func prepare(_ world: WorldBuilder) {}
}

/// The kinds that scenarios may name.
///
/// A program of one's own starts from `standard`, adds its kinds, and hands the registry to
/// `RunSession.prepare`.
public struct ModelRegistry: Sendable {
  private var prices: [any PriceModel.Type] = []
  private var agents: [any AgentModel.Type] = []
  private var shocks: [any ShockModel.Type] = []

  /// A registry without kinds.
  public init() {}

  /// Adds a kind of price process; one of the same name gives way.
  public mutating func add(_ model: any PriceModel.Type) {
    prices.removeAll { $0.kind == model.kind }
    prices.append(model)
  }
  /// Adds a kind of agent; one of the same name gives way.
  public mutating func add(_ model: any AgentModel.Type) {
    agents.removeAll { $0.kind == model.kind }
    agents.append(model)
  }
  /// Adds a kind of shock; one of the same name gives way.
  public mutating func add(_ model: any ShockModel.Type) {
    shocks.removeAll { $0.kind == model.kind }
    shocks.append(model)
  }

  func readPrice(_ object: ScenarioObject, horizon: SimDuration) -> (any PriceModel)? {
    guard let kind = object.tagged("process", prices.map { $0.kind }) else { return nil }
    return prices.first { $0.kind == kind }?.read(object, horizon: horizon)
  }

  func readAgent(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    guard let kind = object.tagged("kind", agents.map { $0.kind }) else { return nil }
    return agents.first { $0.kind == kind }?.read(object, setting)
  }

  func readShock(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any ShockModel)? {
    guard let kind = object.tagged("kind", shocks.map { $0.kind }) else { return nil }
    return shocks.first { $0.kind == kind }?.read(object, setting)
  }
}
