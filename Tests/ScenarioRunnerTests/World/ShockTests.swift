// What a scenario lets befall exchanges and feeds: what stops, what is lost, and what stays the same.

import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("Shocks")
struct ShockTests {
  private static func run(_ shock: String, _ more: [String] = []) throws -> ReplicationResult {
    try TinyScenario.run(["shocks.hit=\(shock)"] + more)
  }

  /// Seconds of the fills on an exchange.
  private static func fills(on exchange: String, _ run: ReplicationResult) throws -> [Double] {
    let trades = try #require(run.tables.first { $0.name == "trades" })
    return (0..<trades.rowCount).compactMap { index in
      let row = trades.row(index)
      guard row[1] == .text(exchange), case .real(let seconds) = row[0] else { return nil }
      return seconds
    }
  }

  @Test("a default takes every coin on the exchange with it, ends its trade and leaves the others open")
  func exchangeDefault() throws {
    let run = try Self.run(#"{"kind": "default", "at": "1h", "exchanges": ["beta"]}"#)
    let whole = try TinyScenario.whole.get()
    #expect(try #require(run.figure("hit.lost_tokens")) > 0)
    #expect(try #require(run.figure("hit.lost_usd")) > #require(run.figure("hit.lost_tokens")))
    #expect(try #require(run.figure("hit.void_orders_count")) > 0)
    #expect(try Self.fills(on: "beta", run).allSatisfy { $0 < 3_600 })
    #expect(try Self.fills(on: "beta", whole).contains { $0 >= 3_600 })
    #expect(try Self.fills(on: "alpha", run).contains { $0 >= 3_600 })
    #expect(run.fingerprints.exogenous == whole.fingerprints.exogenous)
  }

  @Test("what traders lose with an exchange is what it took: nobody else's wealth changes in that instant")
  func lossesAddUp() throws {
    // At the last instant of the run, so that nothing follows from it.
    let at = #""at": "7199.999999999s""#
    let run = try Self.run("{\"kind\": \"default\", \(at), \"exchanges\": [\"alpha\", \"beta\"]}")
    let whole = try TinyScenario.whole.get()
    let profits = { (run: ReplicationResult) in
      run.summary.filter { $0.name.hasPrefix("agents.") && $0.name.hasSuffix(".profit_usd") }
        .reduce(0) { $0 + ($1.value ?? 0) }
    }
    // Wealth is counted at the market price, which is the peg once nothing is traded, in place of the last price.
    let lost = try #require(run.figure("hit.lost_usd"))
    #expect(lost > 10_000)
    #expect(abs(profits(whole) - profits(run) - lost) < 0.05 * lost)
  }

  @Test("a pool pays nobody on an exchange that is gone, and goes on elsewhere")
  func poolAfterDefault() throws {
    let credited = { (exchanges: String) in
      try #require(
        Self.run("{\"kind\": \"default\", \"at\": \"0s\", \"exchanges\": [\(exchanges)]}").figure(
          "alp.credited_nbt"))
    }
    #expect(try credited("\"alpha\", \"beta\"") == 0)
    #expect(try credited("\"alpha\"") > 0)
  }

  @Test("nothing is traded during a halt, two halts that overlap end together, and orders survive")
  func halt() throws {
    let run = try Self.run(
      #"{"kind": "halt", "at": "40min", "for": "20min", "exchanges": ["alpha"]}"#,
      [#"shocks.more={"kind": "halt", "at": "50min", "for": "20min", "exchanges": ["alpha", "beta"]}"#])
    let alpha = try Self.fills(on: "alpha", run)
    #expect(alpha.contains { $0 < 2_400 } && alpha.contains { $0 >= 4_200 })
    #expect(!alpha.contains { (2_400..<4_200).contains($0) })
    let beta = try Self.fills(on: "beta", run)
    #expect(beta.contains { (2_400..<3_000).contains($0) })
    #expect(!beta.contains { (3_000..<4_200).contains($0) })
  }

  @Test(
    "a delisting ends trade for good and loses nothing, and a default afterwards still takes what was left there"
  )
  func delisting() throws {
    let delist = #"{"kind": "delist", "at": "30min", "exchanges": ["alpha"]}"#
    let run = try Self.run(delist)
    #expect(try Self.fills(on: "alpha", run).allSatisfy { $0 < 1_800 })
    #expect(try #require(run.figure("hit.void_orders_count")) > 0)
    #expect(run.figure("hit.lost_usd") == nil)
    let both = try Self.run(
      delist, [#"shocks.later={"kind": "default", "at": "1h", "exchanges": ["alpha"]}"#])
    #expect(both.figure("later.void_orders_count") == 0)
    #expect(try #require(both.figure("later.lost_usd")) > 0)
  }

  @Test("a silent feed stops those who look at it, and nobody else")
  func feedOutage() throws {
    let outage = #"{"kind": "feed-outage", "at": "20min", "for": "100min""#
    let bots = ["agents.bots.feedSilence=10min", "metrics.stressAt=20min"]
    let none = try Self.run(outage + ", \"coins\": [\"ETH\"]}", bots)
    let pool = try Self.run(outage + ", \"of\": [\"alp\"]}", bots)
    let all = try Self.run(outage + "}", bots)
    let credited = try [none, pool, all].map { try #require($0.figure("alp.credited_nbt")) }
    #expect(none.summary == (try TinyScenario.run(bots)).summary)
    // The pool goes on with the last price it saw, and the market leaves that price's tolerance; bots who see nothing
    // take their orders back.
    #expect(credited[1] < credited[0])
    #expect(credited[2] < credited[1])
    let providers = try [pool, all].map { try #require($0.figure("alp.providers_mean_count")) }
    #expect(providers[1] < providers[0])
  }

  @Test("an outage of a feed that nobody has, and an exchange that does not exist, are refused")
  func refused() {
    #expect(
      refusal { _ = try Self.run(#"{"kind": "feed-outage", "at": "1h", "for": "1h", "of": ["crowd"]}"#) }
        .contains("silences the feed of \"crowd\", which looks at none"))
    #expect(
      refusal { _ = try Self.run(#"{"kind": "default", "at": "1h", "exchanges": ["gamma"]}"#) }
        .contains("\"alpha\" or \"beta\""))
    #expect(
      refusal { _ = try Self.run(#"{"kind": "halt", "at": "1h", "exchanges": ["alpha"]}"#) }
        .contains("missing key \"for\""))
  }
}
