// Groups, whitelist, token wallet, sanity rates and the network's trades of a reserve.

import APRReserve
import SimEngine
import Testing

@Suite("Reserve on the chain")
struct KyberReserveTests {
  private let ether: Int128 = 1_000_000_000_000_000_000

  @Test("A payment of the reserve to itself changes nothing, but needs the balance")
  func toItself() throws {
    var reserve = try CallerTests.reserve()
    let before = (reserve.reserve.etherBalance, reserve.reserve.tokenBalance)
    try reserve.withdrawEther(before.0, to: "reserve", by: "admin")
    try reserve.withdrawTokens(before.1, to: "reserve", by: "admin")
    #expect((reserve.reserve.etherBalance, reserve.reserve.tokenBalance) == before)
    #expect(throws: Revert.insufficientBalance) {
      try reserve.withdrawEther(before.0 + 1, to: "reserve", by: "admin")
    }
  }

  @Test("A group takes fifty members, each once, and only gives up those it has")
  func groups() throws {
    var permissions = PermissionGroups(admin: "admin")
    for number in 1...50 {
      try permissions.addOperator(Address("operator \(number)"), by: "admin")
      try permissions.addAlerter(Address("alerter \(number)"), by: "admin")
    }
    #expect(throws: Revert.groupFull) { try permissions.addOperator("operator 51", by: "admin") }
    #expect(throws: Revert.groupFull) { try permissions.addAlerter("alerter 51", by: "admin") }
    #expect(throws: Revert.alreadyInGroup) { try permissions.addOperator("operator 7", by: "admin") }
    #expect(throws: Revert.alreadyInGroup) { try permissions.addAlerter("alerter 7", by: "admin") }
    #expect(throws: Revert.notInGroup) { try permissions.removeOperator("alerter 7", by: "admin") }
    #expect(throws: Revert.notInGroup) { try permissions.removeAlerter("operator 7", by: "admin") }

    try permissions.removeOperator("operator 7", by: "admin")
    #expect(permissions.operators.count == 49 && permissions.operators[6] == "operator 50")
    try permissions.addOperator("operator 7", by: "admin")
    #expect(permissions.operators.last == "operator 7")
  }

  @Test("The admin's role passes when it is claimed, once")
  func adminPasses() throws {
    var permissions = PermissionGroups(admin: "admin")
    #expect(throws: Revert.notPendingAdmin) { try permissions.claimAdmin(by: "admin") }
    try permissions.transferAdmin(to: "first", by: "admin")
    try permissions.transferAdmin(to: "second", by: "admin")
    #expect(permissions.admin == "admin" && permissions.pendingAdmin == "second")
    #expect(throws: Revert.notPendingAdmin) { try permissions.claimAdmin(by: "first") }
    try permissions.claimAdmin(by: "second")
    #expect(permissions.admin == "second" && permissions.pendingAdmin == nil)
    #expect(throws: Revert.notPendingAdmin) { try permissions.claimAdmin(by: "second") }
    #expect(throws: Revert.notAdmin) { try permissions.addOperator("operator", by: "admin") }
    try permissions.transferAdminQuickly(to: "third", by: "second")
    #expect(permissions.admin == "third")
  }

  @Test("Operators withdraw each asset only to the addresses approved for it")
  func whitelist() throws {
    var reserve = try CallerTests.reserve()
    try reserve.approveWithdrawAddress(.ether, to: "bank", by: "admin")
    try reserve.withdraw(.ether, 3 * ether, to: "bank", by: "operator")
    #expect(reserve.reserve.etherBalance == Guide.ether - 3 * ether)
    #expect(throws: Revert.notWhitelisted) { try reserve.withdraw(.token, 1, to: "bank", by: "operator") }
    #expect(throws: Revert.insufficientBalance) {
      try reserve.withdraw(.ether, Guide.ether, to: "bank", by: "operator")
    }
    try reserve.withdraw(.token, ether, to: "treasury", by: "operator")
    #expect(reserve.reserve.tokenBalance == Guide.tokens - ether)
    try reserve.approveWithdrawAddress(.ether, to: "bank", false, by: "admin")
    #expect(throws: Revert.notWhitelisted) { try reserve.withdraw(.ether, 1, to: "bank", by: "operator") }
    #expect(!reserve.mayWithdraw(.ether, to: "bank") && reserve.mayWithdraw(.token, to: "treasury"))
  }

  @Test("Tokens count only once a withdrawal of tokens was approved")
  func registration() throws {
    var reserve = KyberReserve(
      address: "reserve", token: "token", tokenDecimals: 18, admin: "admin", network: "network")
    try reserve.setLiquidityParameters(try Guide.parameters(), by: "admin")
    try reserve.setReserveAddress("reserve", by: "admin")
    reserve.depositEther(Guide.ether)
    reserve.depositTokens(Guide.tokens)
    #expect(reserve.quote(.buy, quantity: ether).rate == .zero(.insufficientBalance))
    #expect(reserve.quote(.buy, quantity: 0).rate.rate > 0, "nothing is asked for, so nothing is missing")
    let sale = reserve.quote(.sell, quantity: ether)
    #expect(sale.destination > 0)
    #expect(throws: Revert.tokenWalletMissing) {
      try reserve.trade(.sell, quantity: ether, rate: sale.rate.rate, etherSent: 0, by: "network")
    }

    try reserve.approveWithdrawAddress(.ether, to: "bank", by: "admin")
    #expect(reserve.tokenWallet == nil)
    try reserve.approveWithdrawAddress(.token, to: "bank", false, by: "admin")
    #expect(reserve.tokenWallet == "reserve" && !reserve.mayWithdraw(.token, to: "bank"))
    #expect(try reserve.quote(.buy, quantity: ether) == Guide.reserve().quote(.buy, quantity: ether))
  }

  @Test("From a wallet the reserve pays what lies there, but no more than it is allowed")
  func tokenWallet() throws {
    var reserve = try CallerTests.reserve()
    try reserve.setTokenWallet("vault", by: "admin")
    #expect(reserve.quote(.buy, quantity: ether).rate == .zero(.insufficientBalance))
    reserve.depositTokens(30_000 * ether, to: "vault")
    #expect(reserve.quote(.buy, quantity: ether).rate == .zero(.insufficientBalance))
    reserve.approveTokens(25_000 * ether, by: "vault")
    let bought = reserve.quote(.buy, quantity: ether)
    #expect(bought.destination > 19_000 * ether)
    try reserve.trade(.buy, quantity: ether, rate: bought.rate.rate, etherSent: ether, by: "network")
    let left = reserve.tokens(of: "vault")
    #expect(left.balance == 30_000 * ether - bought.destination)
    #expect(left.allowance == 25_000 * ether - bought.destination)
    #expect(reserve.quote(.buy, quantity: ether).rate == .zero(.insufficientBalance), "allowance is short")

    let sold = reserve.quote(.sell, quantity: 1_000 * ether)
    try reserve.trade(.sell, quantity: 1_000 * ether, rate: sold.rate.rate, etherSent: 0, by: "network")
    #expect(reserve.tokens(of: "vault").balance == left.balance + 1_000 * ether)

    #expect(reserve.tokens(of: "reserve").balance == Guide.tokens, "what lies at the reserve stays there")
    try reserve.withdrawTokens(Guide.tokens, to: "user", by: "admin")
    #expect(throws: Revert.insufficientBalance) { try reserve.withdrawTokens(1, to: "user", by: "admin") }
    #expect(reserve.tokens(of: "user").balance >= Guide.tokens, "what is paid out arrives")
    reserve.depositTokens(5 * ether)
    try reserve.setTokenWallet("reserve", by: "admin")
    #expect(reserve.reserve.tokenBalance == 5 * ether)
    #expect(reserve.tokens(of: "vault").balance == left.balance + 1_000 * ether)
  }

  @Test("The network's trade comes with its ether and at a rate, and counts only for the priced reserve")
  func networkTrade() throws {
    var reserve = try CallerTests.reserve()
    let before = reserve
    let rate = reserve.quote(.buy, quantity: ether).rate.rate
    #expect(throws: Revert.wrongEtherValue) {
      try reserve.trade(.buy, quantity: ether, rate: rate, etherSent: ether - 1, by: "network")
    }
    #expect(throws: Revert.wrongEtherValue) {
      try reserve.trade(.sell, quantity: ether, rate: 1_000_000, etherSent: 1, by: "network")
    }
    #expect(throws: Revert.rateZero) {
      try reserve.trade(.buy, quantity: ether, rate: 0, etherSent: ether, by: "network")
    }
    #expect(reserve == before)
    try reserve.setReserveAddress("another", by: "pricing admin")
    #expect(throws: Revert.notReserve) {
      try reserve.trade(.buy, quantity: ether, rate: rate, etherSent: ether, by: "network")
    }
    try reserve.setReserveAddress("reserve", by: "pricing admin")
    try reserve.disableTrade(by: "alerter")
    #expect(throws: Revert.tradeDisabled) {
      try reserve.trade(.buy, quantity: ether, rate: rate, etherSent: ether, by: "network")
    }
  }

  @Test("Sanity rates stop a reserve from giving too much, never from giving too little")
  func sanityRates() throws {
    var reserve = try CallerTests.reserve()
    // P(100) is 5.034e-5: tokens are dear to buyers and well paid to sellers.
    let price: UInt256 = 50_000_000_000_000
    let tight = try SanityRates(tokenRate: price, toleranceBasisPoints: 50)
    #expect(try tight.highestRate(.sell) == 50_250_000_000_000)
    #expect(try tight.highestRate(.buy) == 20_100_000_000_000_000_000_000)
    try reserve.setContracts(network: "network", sanityRates: tight, by: "admin")
    #expect(reserve.quote(.sell, quantity: 0).rate == .zero(.aboveSanityRate))
    #expect(reserve.quote(.buy, quantity: 0).rate.rate > 0)

    let wide = try SanityRates(tokenRate: price, toleranceBasisPoints: 100)
    try reserve.setContracts(network: "network", sanityRates: wide, by: "admin")
    #expect(reserve.quote(.sell, quantity: 0).rate.rate == 50_293_472_112_570)

    let unset = try SanityRates(tokenRate: .zero, toleranceBasisPoints: 100)
    try reserve.setContracts(network: "network", sanityRates: unset, by: "admin")
    #expect(reserve.quote(.sell, quantity: 0).rate == .zero(.aboveSanityRate))
    #expect(reserve.quote(.buy, quantity: 0).rate == .revert(.divisionByZero))
    #expect(throws: Revert.rateTooLarge) {
      try SanityRates(tokenRate: 1_000_000_000_000_000_000_000_001, toleranceBasisPoints: 0)
    }
    #expect(throws: Revert.sanityToleranceTooLarge) {
      try SanityRates(tokenRate: price, toleranceBasisPoints: 10_001)
    }
  }
}
