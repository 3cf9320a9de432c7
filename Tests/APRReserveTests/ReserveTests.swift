// Sequences of trades against the balances and fees that the contract had after each of them.

import APRReserve
import SimEngine
import Testing

@Suite("Reserve")
struct ReserveTests {
  @Test("Rates, balances and fees equal the contract's after every trade", arguments: VectorSource.present)
  func paths(source: VectorSource) throws {
    var reserves: [String: Reserve] = [:]
    for row in try source.rows("paths_evm_params.csv") {
      var reserve = Reserve(
        tokenDecimals: try row.integer("decimals"),
        etherBalance: try row.amount("E0Wei"), tokenBalance: try row.amount("T0Twei"))
      reserve.rates.setLiquidityParameters(try row.parameters())
      reserves[try row.text("path")] = reserve
    }
    for row in try source.rows("paths_evm.csv") {
      let path = try row.text("path")
      var reserve = try #require(reserves[path])
      let side: Side = try row.text("side") == "buy" ? .buy : .sell
      let quantity = try row.amount("qty")
      let quote = reserve.quote(side, quantity: quantity)
      let outcome = reserve.trade(side, quantity: quantity)

      #expect(try UInt256(quote.rate.rate) == row.word("rate"), "\(row)")
      #expect(try quote.destination == row.amount("dest"), "\(row)")
      #expect(try Self.reason(outcome) == row.text("reason"), "\(row)")
      if case .traded(let trade) = outcome {
        #expect(trade.destination == quote.destination && trade.rate == quote.rate.rate, "\(row)")
      }
      #expect(try reserve.etherBalance == row.amount("EWei"), "\(row)")
      #expect(try reserve.tokenBalance == row.amount("TTwei"), "\(row)")
      #expect(try reserve.collectedFees == row.amount("feesTwei"), "\(row)")
      reserves[path] = reserve
    }
  }

  /// The text that the vectors give an outcome; nothing for a trade.
  private static func reason(_ outcome: ReserveTradeOutcome) -> String {
    switch outcome {
    case .traded: ""
    case .declined(let reason): reason.rawValue
    case .reverted(let revert): revert.rawValue
    }
  }

  @Test("The guide's example ends with the recorded balances")
  func guideExample() throws {
    var reserve = try Guide.reserve()
    _ = reserve.trade(.buy, quantity: 1_000_000_000_000_000_000)
    _ = reserve.trade(.sell, quantity: 20_000_000_000_000_000_000_000)
    #expect(reserve.etherBalance == 99_990_639_009_930_420_000)
    #expect(reserve.tokenBalance == 2_000_225_741_224_226_655_504_026)
    #expect(reserve.collectedFees == 39_794_052_828_601_946_442)
  }

  @Test("A reserve that is switched off quotes zero and trades at no rate")
  func disabled() throws {
    var reserve = try Guide.reserve()
    reserve.isTradeEnabled = false
    #expect(reserve.quote(.buy, quantity: 1).rate == .zero(.tradeDisabled))
    #expect(reserve.trade(.sell, quantity: 1_000_000) == .declined(.tradeDisabled))
    #expect(throws: Revert.tradeDisabled) { try reserve.trade(.buy, quantity: 1_000_000, rate: 1) }
    #expect(reserve.etherBalance == Guide.ether && reserve.tokenBalance == Guide.tokens)
  }

  @Test("A trade honours any rate, up to what the reserve holds")
  func foreignRate() throws {
    var reserve = try Guide.reserve()
    let ether: Int128 = 1_000_000_000_000_000_000
    let generous: UInt128 = 1_000_000_000_000_000_000_000_000
    let trade = try reserve.trade(.buy, quantity: ether, rate: generous)
    #expect(trade.destination == 1_000_000 * ether)
    #expect(reserve.tokenBalance == Guide.tokens - 1_000_000 * ether)
    #expect(throws: Revert.insufficientBalance) {
      try reserve.trade(.buy, quantity: 2 * ether, rate: generous)
    }
    #expect(throws: Revert.rateZero) { try reserve.trade(.buy, quantity: ether, rate: 0) }
    #expect(throws: Revert.rateTooLarge) { try reserve.trade(.buy, quantity: ether, rate: generous + 1) }
    #expect(throws: Revert.destinationZero) { try reserve.trade(.sell, quantity: 1, rate: 1) }
    #expect(reserve.etherBalance == Guide.ether + ether)
  }

  @Test("Ether that comes or goes outside of trades moves the price, tokens do not")
  func fundsMovePrice() throws {
    var reserve = try Guide.reserve()
    let before = try #require(reserve.spotPrice)
    reserve.depositTokens(1_000_000_000_000_000_000)
    try reserve.withdrawTokens(2_000_000_000_000_000_000)
    #expect(reserve.spotPrice == before)
    #expect(reserve.tokenBalance == Guide.tokens - 1_000_000_000_000_000_000)

    reserve.depositEther(10_000_000_000_000_000_000)
    #expect(abs(try #require(reserve.spotPrice) / before - 1.0725082) < 1e-6)
    try reserve.withdrawEther(10_000_000_000_000_000_000)
    #expect(reserve.spotPrice == before)
    #expect(throws: Revert.insufficientBalance) { try reserve.withdrawEther(Guide.ether + 1) }
    #expect(throws: Revert.insufficientBalance) { try reserve.withdrawTokens(Guide.tokens) }
  }

  @Test("Quantities and balances beyond the contract's limits revert")
  func limits() throws {
    let limit: Int128 = 10_000_000_000_000_000_000_000_000_000
    var reserve = try Guide.reserve()
    #expect(reserve.quote(.buy, quantity: limit).rate == .zero(.buyCap))
    #expect(reserve.quote(.buy, quantity: limit + 1).rate == .revert(.quantityTooLarge))
    #expect(reserve.quote(.sell, quantity: .max).rate == .revert(.quantityTooLarge))
    reserve.depositEther(limit)
    #expect(reserve.quote(.buy, quantity: 0).rate == .revert(.balanceTooLarge))
    #expect(reserve.spotPrice == nil)
    #expect(Reserve(tokenDecimals: 18).trade(once: .buy, quantity: 1) == .reverted(.parametersNotSet))
  }
}

extension Reserve {
  /// The outcome of a trade with a copy.
  fileprivate func trade(once side: Side, quantity: Int128) -> ReserveTradeOutcome {
    var copy = self
    return copy.trade(side, quantity: quantity)
  }
}
