// What the summary at the end of a run says of runs that were cut short, of ranks by any name, and of large figures.

import ScenarioRunner
import SimEngine
import Testing

@testable import simrun

@Suite("summary of a run")
struct RunSummaryTests {
  /// The summary of a scenario after overrides.
  private func summary(_ overrides: String...) throws -> String {
    let folder = Folder(["a.json": smallScenario])
    var options = RunOptions()
    options.overrides = try overrides.enumerated().map { try ScenarioOverride($1, index: $0) }
    options.outputPath = folder["out"]
    let session = try RunSession.prepare(folder["a.json"], options)
    let style = TerminalStyle(isTerminal: false, environment: { _ in nil })
    return RunSummary(
      session.scenario, try session.simulate(), outputPath: "out", elapsedSeconds: 1, style: style
    ).text
  }

  @Test("a run that came to a limit is summed up by what it reached")
  func limited() throws {
    let text = try summary("limits.events=1000")
    let reached = try #require(text.firstMatch(of: /^small: (.*?) \(limited\), 1\.00 k events/)?.1)
    #expect(text.contains("\nThe peg held for all of the \(reached) reached. On an exchange"))
    #expect(!text.contains("2 h"))
    #expect(try summary().hasPrefix("small: 2 h, "))
  }

  @Test("where the peg broke in a limited run, the days it held are of those reached")
  func limitedAndBroken() throws {
    // Without providers everybody who sells finds hunters only, half a dollar below.
    let text = try summary(
      "horizon=30d", "agents.nubot=null", "alp=null", "apr=null", "agents.arbitrageur=null",
      #"agents.hunters={"kind": "hunters", "purse": "100 USD", "discount": "50%"}"#, "limits.events=60000")
    #expect(
      text.contains(/\nThe peg held for \d+\.\d( d)? of the (\d+ d|\d+ d \d+ h) reached, then was 5 % off/))
  }

  @Test(
    "where no order ever stood on an exchange, or there is none, the reserve's own price is told and nothing of the peg",
    arguments: ["exchanges.bittrex.latency=1s", "exchanges=null"])
  func noMarket(exchanges: String) throws {
    let text = try summary(
      exchanges, "agents.nubot=null", "agents.holders=null", "agents.arbitrageur=null",
      "agents.noise.buyShare=100%",
      "agents.noise.patience=1000%", "alp=null", "shocks=null")
    let verdict = try #require(text.split(separator: "\n").last)
    #expect(
      verdict.contains(
        /^No order ever stood on an exchange, so there was no market price; that of the reserve nbt-eth was \d\.\d+ to \d\.\d+ USD; the reserve nbt-eth (cost|gained) [\d,]+ USD\.$/
      ), "\(verdict)")
    #expect(!text.contains("The peg"))
  }

  @Test("a curve that never moves says so")
  func flat() throws {
    let text = try summary(
      "agents.arbitrageur=null", "agents.noise=null", "agents.holders=null", "shocks=null",
      "collateral.ETH.process=constant", "collateral.ETH.volatility=null")
    #expect(text.contains(/\n  nbt-eth .* \d\.\d{3} USD throughout\n/))
    #expect(try !summary().contains(/nbt-eth .* throughout/))
  }

  @Test("bids are those of the ranks that are paid, whatever their names")
  func ranks() throws {
    let named = try summary(
      #"alp.ranks={"near": {"ratio": 1, "tolerance": "1%"}, "rank_1": {"ratio": 0, "tolerance": "5%"}}"#)
    #expect(named.contains("\n  paid bids ") && named.contains(", and found bids in near in "))
    let two = try summary(
      #"alp.ranks={"a": {"ratio": 0.6, "tolerance": "1%"}, "b": {"ratio": 0.4, "tolerance": "5%"}, "rank_1": null}"#
    )
    #expect(two.contains(", and found bids in a or b in "))
  }

  @Test("what was lost with an exchange has a line of its own, and other shocks have none")
  func losses() throws {
    let lost = try summary(
      #"shocks.crash={"kind": "default", "at": "1h", "exchanges": ["bittrex"]}"#)
    #expect(lost.contains(/\nIn crash [\d,]+ USD were lost, [\d,]+ NBT among them\.\nThe result/))
    #expect(try !summary().contains("were lost"))
  }

  @Test("rounds and payouts that a fault of the original stopped are counted, with the cause and the remedy")
  func stops() throws {
    let narrow = #"alp.ranks={"rank_1": {"ratio": 1, "tolerance": "0.01%"}}"#
    let rounds = try summary("alp.legacy=true", narrow)
    #expect(
      rounds.contains(
        #/\nAn order that no rank takes stopped its credit rounds for good, .*: 1\d\d rounds were not held\. /#
      ))
    #expect(rounds.contains(" With \"legacy\" false, or without \"unranked-orders\" in it, it goes on.\n"))
    #expect(try !summary(narrow).contains("stopped"))
    #expect(try summary("alp.creditPhase=365d").contains(", and held no round.\n"))
    let outage = #"alp.paymentOutages={"d": {"at": "29min", "for": "2min", "missing": true}}"#
    let payouts = try summary(#"alp.legacy=["payout-loop"]"#, outage, "replications=2")
    #expect(payouts.contains("as it did in the original: 6 payouts were not tried in 2 of 2 runs. With "))
    #expect(try !summary(outage).contains("ended its payouts"))
  }

  @Test("figures of any size are shown in full")
  func grouped() {
    let figures = [0, -0.4, 999.5, -1_234_567, 1e15, -1e15, 2.5e20].map(Grouped.whole)
    #expect(
      figures == [
        "0", "0", "1,000", "-1,234,567", "1,000,000,000,000,000", "-1,000,000,000,000,000",
        "250,000,000,000,000,000,000",
      ])
    #expect(Grouped.whole(nil) == "-" && Grouped.whole(1e40) == "1e+40")
  }
}
