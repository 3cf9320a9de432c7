// Who may call what on a reserve: every call by every caller.

import APRReserve
import SimEngine
import Testing

@Suite("Callers of a reserve")
struct CallerTests {
  /// A call, with the one who may make it; all others must be refused.
  struct Call: CustomTestStringConvertible {
    let testDescription: String
    let caller: Address
    let refusal: Revert
    let run: @Sendable (inout KyberReserve, Address) throws(Revert) -> Void
  }

  static let everybody: [Address] = [
    "admin", "pricing admin", "operator", "alerter", "network", "successor", "reserve", "stranger",
  ]

  static let calls: [Call] = [
    call("addOperator", by: "admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.permissions.addOperator("somebody", by: caller)
    },
    call("removeOperator", by: "admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.permissions.removeOperator("operator", by: caller)
    },
    call("addAlerter", by: "admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.permissions.addAlerter("somebody", by: caller)
    },
    call("removeAlerter", by: "admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.permissions.removeAlerter("alerter", by: caller)
    },
    call("transferAdmin", by: "admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.permissions.transferAdmin(to: "somebody", by: caller)
    },
    call("transferAdminQuickly", by: "admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.permissions.transferAdminQuickly(to: "somebody", by: caller)
    },
    call("claimAdmin", by: "successor", .notPendingAdmin) { reserve, caller throws(Revert) in
      try reserve.permissions.claimAdmin(by: caller)
    },
    call("enableTrade", by: "admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.disableTrade(by: "alerter")
      try reserve.enableTrade(by: caller)
      // Switched off and on again the reserve is what it was; leave a trace of the call.
      reserve.depositEther(1)
    },
    call("disableTrade", by: "alerter", .notAlerter) { reserve, caller throws(Revert) in
      try reserve.disableTrade(by: caller)
    },
    call("setContracts", by: "admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.setContracts(network: "another", sanityRates: nil, by: caller)
    },
    call("setTokenWallet", by: "admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.setTokenWallet("vault", by: caller)
    },
    call("approveWithdrawAddress", by: "admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.approveWithdrawAddress(.ether, to: "somebody", by: caller)
    },
    call("withdraw", by: "operator", .notOperator) { reserve, caller throws(Revert) in
      try reserve.withdraw(.ether, 1, to: "treasury", by: caller)
    },
    call("withdrawEther", by: "admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.withdrawEther(1, to: "user", by: caller)
    },
    call("withdrawToken", by: "admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.withdrawTokens(1, to: "user", by: caller)
    },
    call("trade", by: "network", .notNetwork) { reserve, caller throws(Revert) in
      let rate: UInt128 = 1_000_000_000_000_000_000_000
      try reserve.trade(.buy, quantity: 1_000_000, rate: rate, etherSent: 1_000_000, by: caller)
    },
    call("setLiquidityParams", by: "pricing admin", .notAdmin) { reserve, caller throws(Revert) in
      guard let parameters = try? Guide.parameters(feeBasisPoints: 25) else { return }
      try reserve.setLiquidityParameters(parameters, by: caller)
    },
    call("resetCollectedFees", by: "pricing admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.resetCollectedFees(by: caller)
    },
    call("setReserveAddress", by: "pricing admin", .notAdmin) { reserve, caller throws(Revert) in
      try reserve.setReserveAddress("another", by: caller)
    },
    call("recordImbalance", by: "reserve", .notReserve) { reserve, caller throws(Revert) in
      try reserve.recordImbalance(.sell, tokenUnits: 1_000_000, by: caller)
    },
  ]

  private static func call(
    _ name: String, by caller: Address, _ refusal: Revert,
    _ run: @escaping @Sendable (inout KyberReserve, Address) throws(Revert) -> Void
  ) -> Call {
    Call(testDescription: name, caller: caller, refusal: refusal, run: run)
  }

  @Test("Only whom the contract names may make a call; everybody else is refused", arguments: calls)
  func callers(of call: Call) throws {
    for caller in Self.everybody {
      var reserve = try Self.reserve()
      let before = reserve
      let isAllowed = caller == call.caller
      do throws(Revert) {
        try call.run(&reserve, caller)
        #expect(isAllowed, "\(caller) was let in")
        #expect(reserve != before, "the call by \(caller) did nothing")
      } catch {
        #expect(!isAllowed && error == call.refusal, "\(caller): \(error)")
      }
    }
  }

  @Test("Anybody may deposit and ask for a quote")
  func open() throws {
    var reserve = try Self.reserve()
    let price = try #require(reserve.reserve.spotPrice)
    reserve.depositEther(10_000_000_000_000_000_000)
    #expect(try #require(reserve.reserve.spotPrice) > 1.07 * price)
    #expect(reserve.quote(.buy, quantity: 0).rate.rate > 0)
  }

  /// The guide's reserve with somebody in every role, and some fees collected.
  static func reserve() throws -> KyberReserve {
    var reserve = KyberReserve(
      address: "reserve", token: "token", tokenDecimals: 18, admin: "admin", network: "network",
      pricingAdmin: "pricing admin")
    try reserve.permissions.addOperator("operator", by: "admin")
    try reserve.permissions.addAlerter("alerter", by: "admin")
    try reserve.permissions.transferAdmin(to: "successor", by: "admin")
    try reserve.approveWithdrawAddress(.token, to: "treasury", by: "admin")
    try reserve.approveWithdrawAddress(.ether, to: "treasury", by: "admin")
    try reserve.setReserveAddress("reserve", by: "pricing admin")
    try reserve.setLiquidityParameters(try Guide.parameters(), by: "pricing admin")
    reserve.depositEther(Guide.ether)
    reserve.depositTokens(Guide.tokens)
    try reserve.recordImbalance(.sell, tokenUnits: 1_000_000, by: "reserve")
    return reserve
  }
}
