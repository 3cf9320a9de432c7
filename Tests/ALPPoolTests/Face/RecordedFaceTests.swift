// Addresses, settings, prices and exchanges' answers against what the original made of them.

import Foundation
import SimEngine
import Testing

@testable import ALPPool

/// Cases recorded from the functions of the original.
@Suite struct RecordedFaceTests {
  private func cases(_ fixture: String) throws -> [WireValue] {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/" + fixture, withExtension: "json"))
    let file = try JSONDecoder().decode(Recording.self, from: Data(contentsOf: url)).value
    let cases = file["cases"]?.elements ?? []
    try #require(!cases.isEmpty)
    return cases
  }

  @Test func `Checksums of addresses are judged as by the original`() throws {
    for recorded in try cases("alp_address_checksum") {
      let address = try #require(recorded["address"]?.text)
      let expected: Base58Check =
        recorded["raised"] != .null
        ? .foreignCharacter : recorded["valid"] == .flag(true) ? .sound : .wrongChecksum
      #expect(Base58Check(address) == expected, "\(address)")
    }
  }

  @Test func `Settings have the original's first fault, or none`() throws {
    for recorded in try cases("alp_config_check") {
      let file = try #require(recorded["config"])
      let message = try #require(recorded["result"]?.elements?[1].text)
      let isSound = recorded["result"]?.elements?[0] == .flag(true)
      let fault = ConfigurationCheck().fault(in: file)
      #expect(fault == (isSound ? nil : message))
      #expect(isSound == (message == "All complete"))
    }
  }

  /// What the original's check lets pass, by the recording's name for it.
  private static let overlooked = [
    "reward_string": "test_exchange.btc: reward must be a number, not a text",
    "rank_ratios_not_1": "test_exchange.btc: the ratios of the ranks of ask add up to 3.0, not 1",
    "no_ranks": "test_exchange.btc: ask has no ranks",
  ]

  @Test func `Settings that the original wrongly accepts are refused with a reason, and used under legacy`()
    throws
  {
    for recorded in try cases("alp_config_check") {
      let (file, name) = (try #require(recorded["config"]), recorded["mutation"]?.text ?? "")
      let original = ConfigurationCheck().fault(in: file)
      #expect(refusal(of: file) == original ?? Self.overlooked[name], "\(name)")
      guard original == nil else { continue }
      let legacy = try PoolConfiguration(reading: file, minimumPayout: 1, fidelity: .legacy)
      #expect(legacy.pairs.map(\.unit) == ["ppc", "btc"])
    }
  }

  private func refusal(of file: WireValue) -> String? {
    do throws(ConfigurationFaults) {
      _ = try PoolConfiguration(reading: file, minimumPayout: 1)
      return nil
    } catch {
      return error.all.first?.reason
    }
  }

  @Test func `Prices are those that the original settles on, and failures its failures`() throws {
    let exceptions: [PriceFailure: String] = [
      .noMainPrice: "TypeError: float() argument must be a string or a number",
      .noBackup: "ZeroDivisionError: float division by zero",
    ]
    for recorded in try cases("alp_price_fetcher") {
      let sources = try #require(PriceSources(for: recorded["unit"]?.text ?? ""))
      do throws(PriceFailure) {
        let price = try sources.price { recorded["feeds"]?[$0]?.number }
        #expect(price == recorded["price"]?.number)
      } catch {
        #expect(exceptions[error] == recorded["raised"]?.text)
      }
    }
  }

  @Test func `Answers of exchanges are understood, and misunderstood, as by the original`() throws {
    for recorded in try cases("alp_exchange_parsers") {
      let (name, unit) = (recorded["exchange"]?.text ?? "", recorded["unit"]?.text ?? "")
      let adapter = try #require(Self.adapters[name])
      let answer = try #require(recorded["exchange_answer"])
      let body = answer.text.map(ExchangeBody.text) ?? .json(answer)
      let reply = adapter.reply(to: body, unit: unit, fidelity: .legacy)
      guard recorded["raised"] == .null, let result = recorded["result"] else {
        #expect(reply == .failure)
        continue
      }
      let message = result["message"]?.text ?? ""
      let expected: ExchangeReply =
        message == "success"
        ? .orders(try orders(in: result)) : .said(message, success: result["success"] == .flag(true))
      #expect(reply == expected)
    }
  }

  private static let adapters: [String: ExchangeAdapter] = [
    "bittrex": .bittrex, "poloniex": .poloniex, "bter": .bter, "ccedk": .ccedk(pairs: ["btc": "1"]),
  ]

  private func orders(in result: WireValue) throws -> [ReportedOrder] {
    try #require(result["orders"]?.elements).map { order in
      ReportedOrder(
        id: try #require(order["id"]?.text), side: order["side"]?.text == "ask" ? .sell : .buy,
        amount: try #require(order["amount"]?.number), price: try #require(order["price"]?.number))
    }
  }

  @Test func `Corrected, what is left of an order counts, and a bid by what it buys`() throws {
    let answers = try cases("alp_exchange_parsers").filter { $0["result"]?["message"]?.text == "success" }
    var amounts: [String: [Double]] = [:]
    for recorded in answers {
      let name = recorded["exchange"]?.text ?? ""
      let reply = try #require(Self.adapters[name]).reply(
        to: .json(try #require(recorded["exchange_answer"])), unit: "btc")
      guard case .orders(let orders) = reply else { continue }
      amounts[name] = orders.map(\.amount)
    }
    #expect(amounts == ["bittrex": [40, 50], "poloniex": [40.5, 30], "bter": [70, 0.12 / 0.0024]])
  }

  @Test func `Orders at CCEDK break the original and are read by the corrected pool`() {
    func entry(_ id: Double, pair: String) -> WireValue {
      .object([
        .init("order_id", .number(id)), .init("pair_id", .text(pair)), .init("type", .text("sell")),
        .init("price", .text("0.0025")), .init("volume", .text("60")),
      ])
    }
    let entities = WireValue.list([entry(1, pair: "7"), entry(2, pair: "8")])
    let answer = WireValue.object([
      .init("errors", .flag(false)), .init("response", .object([.init("entities", entities)])),
    ])
    let adapter = ExchangeAdapter.ccedk(pairs: ["btc": "7"])
    #expect(adapter.reply(to: .json(answer), unit: "btc", fidelity: .legacy) == .failure)
    let order = ReportedOrder(id: "1", side: .sell, amount: 60, price: 0.0025)
    #expect(adapter.reply(to: .json(answer), unit: "btc") == .orders([order]))
    #expect(
      adapter.reply(to: .json(answer), unit: "eur")
        == .said("unable to get pair id from ccedk api", success: false))
  }
}

/// A value of a fixture, the members of objects by the alphabet.
private struct Recording: Decodable {
  let value: WireValue

  init(from decoder: any Decoder) throws {
    let content = try decoder.singleValueContainer()
    if let flag = try? content.decode(Bool.self) {
      value = .flag(flag)
    } else if let number = try? content.decode(Double.self) {
      value = .number(number)
    } else if let text = try? content.decode(String.self) {
      value = .text(text)
    } else if let members = try? content.decode([String: Recording].self) {
      value = .object(members.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.value) })
    } else {
      value = (try? content.decode([Recording].self)).map { .list($0.map(\.value)) } ?? .null
    }
  }
}
