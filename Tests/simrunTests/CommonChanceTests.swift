// Whoever takes part, chance stays what it was for everybody else.

import ScenarioRunner
import SimEngine
import Testing

@Suite("common chance")
struct CommonChanceTests {
  /// What each exogenous stream gave, and what each coin was worth, in half an hour of the scenario of everything.
  private static func draws(_ overrides: [String] = []) throws -> (
    streams: [String: UInt64], prices: [Double]
  ) {
    let folder = Folder(["a.json": everythingScenario(everyRule[0]), "p.csv": everyPrice])
    var options = RunOptions()
    options.overrides = try
      (["horizon=30min", "limits=null", "checks=null", "shocks.silence.of=null"] + overrides).enumerated().map
    {
      try ScenarioOverride($1, index: $0)
    }
    options.outputPath = folder["out"]
    let scenario = try RunSession.prepare(folder["a.json"], options).scenario
    let world = try WorldBuilder.build(scenario, run: 0)
    let end = SimTime.start + scenario.horizon
    _ = world.simulation.run(until: end)
    let context = world.context
    let prices = scenario.collateral.flatMap { coin in
      [end, .start + .seconds(1_234), .start].map {
        context.markets.reference(of: world.asset(coin.name)).usdPrice(at: $0)
      }
    }
    let pairs = context.exogenousDraws.map { ($0.stream, $0.words) }
    return (Dictionary(uniqueKeysWithValues: pairs), prices)
  }

  private static let whole = Result { try draws() }

  /// The groups of agents and the shocks of the scenario of everything.
  private static let parts: [String] = {
    let source = SourceText(name: "everything.json", text: everythingScenario(everyRule[0]))
    guard let tree = try? JSONReader.read(source) else { return [] }
    return ["agents", "shocks"].flatMap { key in (tree[key]?.members ?? []).map { "\(key).\($0.key)" } }
  }()

  @Test(
    "V4: without a group of agents or a shock every other group's exogenous draws and every price are as before"
  )
  func withoutEach() throws {
    #expect(Self.parts.count > 20)
    let whole = try Self.whole.get()
    for part in Self.parts {
      let group = part.split(separator: ".")[1]
      let without = try Self.draws(["\(part)=null"])
      #expect(without.prices == whole.prices, "\(part)")
      for (stream, words) in without.streams {
        #expect(whole.streams[stream] == words, "\(stream) without \(part)")
      }
      let gone = whole.streams.keys.filter { without.streams[$0] == nil }
      #expect(gone.allSatisfy { $0.hasPrefix(group) }, "\(gone) without \(part)")
    }
  }

  @Test(
    "V4: with another reward, or none, every exogenous draw is as before",
    arguments: [
      #"alp.reward="0 NBT/min""#, #"alp.reward="9 NBT/min""#, "alp.legacy=null", #"alp.credit="2min""#,
    ])
  func mechanism(change: String) throws {
    let (whole, changed) = (try Self.whole.get(), try Self.draws([change]))
    #expect(changed.streams == whole.streams)
    #expect(changed.prices == whole.prices)
  }
}
