// What it costs an arbitrageur to exchange coins outside, where he has to and where he has not.

import Foundation
import Testing

@Suite("costs of an arbitrageur")
struct ArbitrageCostTests {
  private let folder = Folder(["a.json": smallScenario])

  /// The figures of a run in which exchanges quote a coin and exchanging it outside costs so much.
  private func figures(quote: String, cost: String) throws -> [String: String] {
    let tick = quote == "ETH" ? "0.000001 ETH" : "0.00000001 BTC"
    let outcome = try Simrun.run(
      "a.json", "-q", "--no-progress", "-o", "\(quote)\(cost)", "--set", "horizon=3h",
      "--set", #"exchanges={"bittrex": {"pair": "NBT/\#(quote)", "tick": "\#(tick)"}, "poloniex": null}"#,
      "--set", #"agents.nubot.exchanges=["bittrex"]"#, "--set", "agents.arbitrageur.exchangeCost=\(cost)",
      "--set", #"agents.arbitrageur.tokensOnExchange="1000 NBT""#,
      "--set", #"agents.arbitrageur.coinsOnExchange="1000 USD""#,
      "--set", #"agents.arbitrageur.tokensInWallet="1000 NBT""#, in: folder)
    #expect(outcome.code == 0, "\(outcome.error)")
    let rows = folder.text("\(quote)\(cost)/summary.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[3]) })
  }

  @Test(
    "where the exchange trades in the reserve's own currency there is nothing to exchange, and it costs nothing"
  )
  func sameCurrency() throws {
    let free = try figures(quote: "ETH", cost: "0%")
    #expect(Double(try #require(free["arbitrageur.rounds_count"])) ?? 0 > 0)
    #expect(try figures(quote: "ETH", cost: "2%") == free)
  }

  @Test("where it trades in another coin the cost shows")
  func otherCurrency() throws {
    #expect(try figures(quote: "BTC", cost: "2%") != figures(quote: "BTC", cost: "0%"))
  }
}
