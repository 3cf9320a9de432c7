// What is said of a case that cannot be replayed.

import Testing

@testable import ALPPool
@testable import ScenarioRunner

@Suite struct ReplayMistakesTests {
  private func tree(_ text: String) throws -> JSONNode {
    try CaseFile.parse(SourceText(name: "case.json", text: text))
  }

  private func mistakes(in text: String, isLegacy: Bool = false) -> [String] {
    do throws(ScenarioError) {
      _ = try PoolReplay.run(
        CaseFile.parse(SourceText(name: "case.json", text: text)), branch: "master", isLegacy: isLegacy)
      return []
    } catch {
      return error.diagnostics.map { "\($0.span?.location ?? ""): \($0.message)" }
    }
  }

  /// A case with one exchange of the given settings and the given steps.
  private func poolCase(
    side: String = #"{"ratio": 0.5, "rank_1": {"ratio": 1}}"#, reward: String = "0.025", steps: String = ""
  ) -> String {
    """
    {"start_time": 1460000000, "minimum_payout": 1, "prices": {"btc": 400},
    "exchanges": {"mine": {"btc": {"reverse": false, "reward": \(reward), "target": 100, "ask": \(side),
      "bid": {"ratio": 0.5, "rank_1": {"ratio": 1}}}}},
    "steps": [\(steps)]}
    """
  }

  @Test func `A sound case has no mistakes, and its comments and trailing commas do no harm`() {
    #expect(mistakes(in: poolCase(steps: #"{"op": "dump"}, /* the end */"#)) == [])
  }

  @Test(arguments: [
    ("[]", "case.json:1:1: a case must be an object, found an array"),
    ("{\"steps\": [}", "case.json:1:12: expected a value, found \"}\""),
    ("{\"a\": 1, \"a\": 2}", "case.json:1:10: duplicate key \"a\""),
  ])
  func `A text that is no case is refused at its place`(text: String, message: String) {
    #expect(mistakes(in: text) == [message])
  }

  @Test func `Everything that is wrong is told at once, each at its place`() {
    let steps = """
      {"op": "creditt"},
      {"op": "credit", "when": 60},
      {"op": "liquidity", "body": {}, "orders": [{"id": "1", "side": "sell", "amount": -1, "price": 400}]},
      {"op": "rpc", "mode": {"sendmany": "okay"}}
      """
    #expect(
      mistakes(in: poolCase(steps: steps)) == [
        #"case.json:4:18: "steps[0].op" must be one of "register", "liquidity", "raw", "get", "price", "config", "#
          + #""credit", "rpc", "pay" or "dump", found "creditt""#,
        #"case.json:5:18: unknown key "when""#,
        #"case.json:6:64: "steps[2].orders[0].side" must be one of "ask" or "bid", found "sell""#,
        #"case.json:6:82: "steps[2].orders[0].amount" must be between 0.0 and 1000000000000000.0, found the number -1"#,
        #"case.json:7:36: "steps[3].mode.sendmany" must be one of "ok", "jsonrpc_error", "socket_error", "#
          + #""cannot_send_request", "value_error" or "no_rpc", found "okay""#,
      ])
  }

  @Test func `Settings are refused in the original's words and for what it overlooks, and used under legacy`()
  {
    let crooked = poolCase(side: #"{"ratio": 0.6, "rank_1": {"ratio": 1}}"#)
    #expect(mistakes(in: crooked) == ["case.json:2:31: The ask and bid ratios don't add up to 1.0"])
    let generous = poolCase(side: #"{"ratio": 0.5, "rank_1": {"ratio": 3}}"#)
    let text = poolCase(reward: #""0.025""#)
    #expect(
      mistakes(in: generous) == [
        "case.json:2:89: mine.btc: the ratios of the ranks of ask add up to 3.0, not 1"
      ])
    #expect(mistakes(in: text) == ["case.json:2:60: mine.btc: reward must be a number, not a text"])
    for settings in [crooked, generous, text] { #expect(mistakes(in: settings, isLegacy: true) == []) }
    let worthless = poolCase(reward: #""much""#)
    #expect(
      mistakes(in: worthless, isLegacy: true) == ["case.json:2:60: mine.btc: reward must be a number"])
  }

  @Test
  func `All that is wrong with settings is told together, beside what is wrong elsewhere, each place once`() {
    let text = """
      {"start_time": -1, "prices": {"btc": 400}, "exchanges": {
      "mine": {
        "btc": {"reverse": 1, "reward": 0, "target": "many", "ask": {"ratio": 0.6, "a": {"ratio": 2}},
          "bid": {"ratio": 0.5, "a": {"ratio": -1}, "b": {"ratio": 1, "tolerance": 2}}},
        "eur": {"reverse": false, "reward": 1, "target": 100, "ask": {"ratio": 0.5}}}},
      "steps": [{"op": "creditt"}]}
      """
    #expect(
      mistakes(in: text) == [
        #"case.json:1:1: missing key "minimum_payout""#,
        #"case.json:1:16: "start_time" must be between 0 and 4000000000, found the number -1"#,
        "case.json:3:10: The ask and bid ratios don't add up to 1.0",
        "case.json:3:22: mine.btc: reverse must be true or false",
        "case.json:3:35: The reward set for mine.btc is incorrect",
        "case.json:3:48: mine.btc: target must be a number, not a text",
        "case.json:3:63: mine.btc: the ratios of the ranks of ask add up to 2.0, not 1",
        "case.json:4:42: mine.btc: bid.a.ratio must not be negative",
        "case.json:4:78: mine.btc: the tolerance of bid.b must be at most 1",
        "case.json:5:10: mine.eur has no 'bid' details",
        "case.json:5:64: mine.eur: ask has no ranks",
        #"case.json:6:18: "steps[0].op" must be one of "register", "liquidity", "raw", "get", "price", "config", "#
          + #""credit", "rpc", "pay" or "dump", found "creditt""#,
      ])
  }

  @Test func `All that is wrong with an auction is told together`() throws {
    let text = """
      {"rate": 2, "target": 0, "sampling": 1, "users": "A",
      "samples": [[{"user": "B", "id": "1", "side": "bid", "amount": -1, "cost": 0.001}], [{}]]}
      """
    let error = #expect(throws: ScenarioError.self) { try AuctionReplay.run(tree(text)) }
    let places = error?.diagnostics.map { $0.span?.location ?? "" }
    #expect(
      places == [
        "case.json:1:10", "case.json:1:23", "case.json:1:50", "case.json:2:64", "case.json:2:86",
        "case.json:2:86",
        "case.json:2:86", "case.json:2:86", "case.json:2:86",
      ])
  }

  @Test func `A book that would never end is refused`() throws {
    let book = """
      {"side": "SELL", "curve": "lin", "steepness": "mid", "offset": 0.01, "wallHeight": 1, "wallWidth": 1,
      "density": 1e-9, "funds": 1000, "pegPrice": 1, "txFee": 0.2}
      """
    let error = #expect(throws: ScenarioError.self) { try BookReplay.run(tree(book), tolerance: nil) }
    #expect(
      error?.diagnostics.map(\.message) == ["\"density\" must not make a tail of more than 100000 orders"])
  }

  @Test func `Slots without a sample are empty; more samples than slots are refused`() throws {
    func minute(_ sampling: Int) -> String {
      """
      {"rate": 0.0025, "target": 1000, "sampling": \(sampling), "users": ["A"], "samples": [
        [{"user": "A", "id": "1", "side": "bid", "amount": 400, "cost": 0.001}],
        [{"user": "A", "id": "1", "side": "bid", "amount": 400, "cost": 0.001}]]}
      """
    }
    func balance(_ sampling: Int) throws -> Double? {
      try Recorded.value(of: AuctionReplay.run(tree(minute(sampling))))["users"]?["A"]?["balance"]?.number
    }
    let (full, half) = (try #require(try balance(2)), try #require(try balance(4)))
    #expect(full == 400 * 0.0025 / 1440)
    #expect(half == full / 2)
    let error = #expect(throws: ScenarioError.self) { try balance(1) }
    #expect(
      error?.diagnostics.map(\.message) == ["\"samples\" must be no more than the 1 slots of \"sampling\""])
  }

  @Test func `A user's net worth is shown to who asks for it, and the recorded answer to who does not`()
    throws
  {
    let steps = """
      {"op": "register", "body": {"user": "u", "address": "BMJ2PJ1TNMwnTYUopQVxBrAPmmJjJjhd96",
        "exchange": "mine", "unit": "btc"}},
      {"op": "liquidity", "body": {"user": "u", "req": {"nonce": 1}, "sign": "s", "exchange": "mine", "unit": "btc"},
        "orders": [{"id": 1, "side": "ask", "amount": 100, "price": 401}]},
      {"op": "credit", "at": 60}, {"op": "get", "path": "/u/stats"}, {"op": "get", "path": "/u/stats?net_worth"}
      """
    let result = try Recorded.value(
      of: PoolReplay.run(tree(poolCase(steps: steps)), branch: "master", isLegacy: false))
    let histories = result.elements?.suffix(2).map {
      $0["response"]?["body"]?["message"]?["history"]?.elements?[0]
    }
    let plain = try #require(histories?.first ?? nil)
    let asked = try #require(histories?.last ?? nil)
    #expect(plain["net_worth"] == nil)
    #expect(asked["net_worth"]?["on_order"] == .number(100))
    #expect(asked["net_worth"]?["total"] == .number(100.0125))
    #expect(plain["reward"] == asked["reward"])
  }
}
