// What a scenario says of the search for a sufficient value: the key "size".

import SimEngine

/// An input that nobody knows well, with two values between which it may lie.
public struct AssumedInput: Sendable {
  /// The path of the input in the scenario.
  public let path: String
  /// The lower and the upper value, each as a change of the scenario.
  let changes: [ScenarioOverride]
  /// The two values as texts.
  public var values: [String] { changes.map(\.value.plainText) }
}

/// What `simrun size` seeks, as far as the scenario says it.
struct SizingSettings: Sendable {
  /// The path of the value that is sought.
  var vary = rewardPath
  /// The ends of the range; nil for those about the scenario's own value.
  var from: JSONNode?
  var to: JSONNode?
  /// What a run has to come to; nil where only the command line says so.
  var target: SizingTarget?
  /// The share of runs that have to come to it.
  var confidence = 0.95
  var grant = GrantTerms()
  /// The inputs that the answer is examined for.
  var assumed: [AssumedInput] = []

  /// The path of the reward of a pool.
  static let rewardPath = "alp.reward"

  static func read(_ object: ScenarioObject, token: Asset) -> SizingSettings {
    var settings = SizingSettings()
    settings.vary = object.optional("vary", .text, default: settings.vary)
    settings.from = object.optional("from", .anything)
    settings.to = object.optional("to", .anything)
    settings.target = object.optional("target", .target)
    settings.confidence = object.optional("confidence", .confidence, default: settings.confidence)
    settings.grant = GrantTerms.read(object, token: token)
    settings.assumed = object.optional("assumed", .assumedInputs, default: [])
    return settings
  }
}

extension ScenarioValue where Value == Double {
  /// A share of runs that can be claimed with as many seeds as there can be.
  static let confidence = number(0.5...0.999)
}

extension ScenarioValue where Value == JSONNode {
  /// Any value, to be judged by its place in the scenario.
  fileprivate static let anything = ScenarioValue("a value", example: "1", describe: \.plainText) { $0.node }
}

extension ScenarioValue where Value == [AssumedInput] {
  /// Paths, each with two values.
  fileprivate static let assumedInputs = ScenarioValue(
    "an object of paths with two values each", example: #"{"agents.lp.capital": ["1000 USD", "3000 USD"]}"#
  ) { place in
    guard let members = place.node.members, members.count <= 20 else {
      place.complain("must be an object of at most 20 paths, found \(place.node.summary)")
      return nil
    }
    do throws(ScenarioError) {
      var inputs: [AssumedInput] = []
      for member in members {
        guard case .array(let values) = member.value.value, values.count == 2 else {
          place.complain(
            "must give two values for \(quoted(member.key)), found \(member.value.summary)",
            help: "write [LOW, HIGH]")
          return nil
        }
        var changes: [ScenarioOverride] = []
        for value in values {
          changes.append(try ScenarioOverride(path: member.key, at: member.keySpan, value: value))
        }
        inputs.append(AssumedInput(path: member.key, changes: changes))
      }
      return inputs
    } catch {
      for diagnostic in error.diagnostics { place.diagnostics.report(diagnostic) }
      return nil
    }
  }
}
