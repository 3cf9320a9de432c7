// Plans of a reserve's manager that defeat themselves: which are refused, and what the others are warned of.

import Testing

@Suite("plans of a reserve's manager")
struct ManagerPlanTests {
  /// What comes of checking the small scenario with a manager.
  private func check(_ manager: String) throws -> Simrun.Outcome {
    let caps = #""capBuy": "5 ETH""#
    let text = smallScenario.replacing(caps, with: #""manager": { \#(manager) }, \#(caps)"#)
    try #require(text != smallScenario)
    return try Simrun.run("a.json", "--dry-run", in: Folder(["a.json": text]))
  }

  @Test(
    "rounds that would overlap are refused where they are asked for",
    arguments: [
      (
        #""policy": "regularly", "every": "40min", "delay": "10min""#, 27, 54,
        #""apr.reserves.nbt-eth.manager.every" must be longer than a round, 40min, 4 steps of 10min each"#,
        #"lengthen it or shorten "delay""#
      ),
      (
        #""policy": "regularly", "delay": "10min", "every": "5min", "steps": ["set"]"#, 27, 72,
        #""apr.reserves.nbt-eth.manager.every" must be longer than a round, 10min, 1 step of 10min each"#,
        #"lengthen it or shorten "delay""#
      ),
      (
        #""policy": "regularly", "delay": "12h""#, 27, 54,
        #""apr.reserves.nbt-eth.manager.delay" makes a round of 2d, 4 steps of 12h each, "#
          + "and the next one is due after 1d",
        #"shorten it or add "every""#
      ),
    ])
  func overlap(manager: String, line: Int, column: Int, message: String, cure: String) throws {
    let outcome = try check(manager)
    #expect(outcome.code == 2 && outcome.output == "")
    #expect(
      outcome.error.hasPrefix("error: \(message)\n  --> a.json:\(line):\(column)\n"), "\(outcome.error)")
    #expect(outcome.error.hasSuffix("= help: \(cure)\n"), "\(outcome.error)")
  }

  @Test(
    "a plan that may be wrong on purpose runs with a warning",
    arguments: [
      (
        #""policy": "depletion", "steps": ["disable", "fund", "set"]"#,
        "the manager stops trading and does not start it again, so that nobody trades after his first round: "
          + #"add "enable" behind "disable" in "steps""#
      ),
      (
        #""policy": "band", "steps": ["enable", "set", "disable"]"#,
        "the manager stops trading and does not start it again, so that nobody trades after his first round: "
          + #"add "enable" behind "disable" in "steps""#
      ),
      (
        #""policy": "band", "steps": ["disable", "fund", "enable"]"#,
        "the manager's band stays around the first price, for no step sets another; once due, a round follows "
          + #"another at every look: add "set" to "steps""#
      ),
      (
        #""policy": "depletion", "steps": ["enable"]"#,
        "the manager does nothing against depletion; once due, a round follows another at every look: "
          + #"add "fund" or "set" to "steps""#
      ),
      (
        #""policy": "regularly", "every": "5min", "delay": "1min""#,
        "the manager looks every 10min only, so that his rounds are as far apart instead of 5min: "
          + #"shorten "check""#
      ),
    ])
  func odd(manager: String, warning: String) throws {
    let outcome = try check(manager)
    #expect(outcome.code == 0)
    #expect(outcome.error == "warning: reserve \"nbt-eth\": \(warning)\n")
  }

  @Test(
    "a plan that does what it says is passed without a word",
    arguments: [
      #""policy": "regularly", "every": "41min", "delay": "10min""#,
      #""policy": "regularly", "every": "10min", "delay": "0s""#,
      #""policy": "regularly", "steps": ["fund", "set"]"#,
      #""policy": "band", "steps": ["fund", "disable", "set", "enable"]"#,
      #""policy": "depletion", "steps": ["fund"]"#,
      #""policy": "never", "steps": ["disable"], "every": "1s", "delay": "1d""#,
    ])
  func fine(manager: String) throws {
    let outcome = try check(manager)
    #expect(outcome.code == 0 && outcome.error == "", "\(outcome.error)")
  }
}
