// The program of docs/apr.md that builds a network of two reserves: the page prints it, this file compiles and runs it.

import APRReserve
import Foundation
import SimEngine
import Testing

// The page begins here.
/// A reserve of 100 ETH and 2,000,000 NBT, set up as its admin does it.
func openReserve(_ address: Address, price: Double) throws -> KyberReserve {
  let ether: Int128 = 1_000_000_000_000_000_000
  let settings = LiquiditySettings(
    price: price, minimumPriceFactor: 0.5, maximumPriceFactor: 2, buyCapEther: 5, sellCapEther: 5,
    feeBasisPoints: 10, etherBalance: 100, tokenBalance: 2_000_000)
  var reserve = KyberReserve(
    address: address, token: "NBT", tokenDecimals: 18, admin: "admin", network: "network")
  try reserve.approveWithdrawAddress(.token, to: "cold wallet", by: "admin")
  try reserve.setReserveAddress(address, by: "admin")
  try reserve.setLiquidityParameters(LiquidityParameters.make(settings).parameters, by: "admin")
  try reserve.permissions.addAlerter("alerter", by: "admin")
  reserve.depositEther(100 * ether)
  reserve.depositTokens(2_000_000 * ether)
  return reserve
}

/// Three purchases of 1 ETH through the network of 2020: at the best price, with that reserve stopped by its
/// alerter, and with a sanity rate that forbids to sell at less than 0.00007 ETH.
func tradeThroughNetwork() throws -> [String] {
  var network = ReserveNetwork(address: "network", rules: .byAmount(feeBasisPoints: 20))
  network.list(try openReserve("cheap", price: 0.00005))
  network.list(try openReserve("dear", price: 0.00006))
  let order = NetworkOrder(from: .ether, to: .token("NBT"), quantity: 1_000_000_000_000_000_000)
  var answers: [String] = []
  func buy() {
    do throws(Revert) {
      let fill = try network.trade(order) { count in count - 1 }
      let reserve = fill.purchase.map { network.listings[$0.place].reserve.address.name } ?? "nobody"
      answers.append("\(reserve): \(fill.destination), network \(fill.networkFee)")
    } catch {
      answers.append("refused: \(error.rawValue)")
    }
  }
  buy()
  try network.listings[0].reserve.disableTrade(by: "alerter")
  buy()
  let sanity = try SanityRates(tokenRate: 70_000_000_000_000, toleranceBasisPoints: 0)
  try network.listings[1].reserve.setContracts(network: "network", sanityRates: sanity, by: "admin")
  buy()
  return answers
}
// The page ends here.

@Suite("The program of docs/apr.md")
struct NetworkExampleTests {
  private func text(_ path: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// What stands between two lines.
  private func part(of text: String, from begin: String, to end: String) throws -> String {
    let start = try #require(text.firstRange(of: begin + "\n")).upperBound
    let rest = text[start...]
    return String(rest[..<(try #require(rest.firstRange(of: "\n" + end + "\n")).lowerBound)])
  }

  @Test("The page prints the program that is compiled here, and what it answers")
  func printed() throws {
    let page = try text("docs/apr.md")
    let source = try text("Tests/APRReserveTests/NetworkExampleTests.swift")
    let program = try part(of: source, from: "// The page begins here.", to: "// The page ends here.")
    let imports = "import APRReserve\nimport SimEngine\n\n"
    #expect(try part(of: page, from: "```swift", to: "```") == imports + program)
    let answers = try tradeThroughNetwork()
    let isPrinted = page.contains("```text\n\(answers.joined(separator: "\n"))\n```\n")
    #expect(isPrinted, "\(answers)")
    #expect(answers.map { String($0.prefix { $0 != ":" }) } == ["cheap", "dear", "refused"])
  }
}
