// The network: how reserves are chosen, what a trade through ether costs, and what blocks a pair.

import APRReserve
import SimEngine
import Testing

@Suite("Network of reserves")
struct ReserveNetworkTests {
  private let ether: Int128 = 1_000_000_000_000_000_000
  /// A draw that must not be asked for.
  private let noDraw: (Int) -> Int = { _ in
    Issue.record("a draw was asked for")
    return 0
  }

  /// The guide's reserve on the chain, with its price moved by so much ether.
  static func reserve(
    _ name: String, token: Address = "NBT", decimals: Int = 18, extraWei: Int128 = 0, fee: UInt256 = 10
  ) throws -> KyberReserve {
    var reserve = KyberReserve(
      address: Address(name), token: token, tokenDecimals: decimals, admin: "admin", network: "network")
    try reserve.approveWithdrawAddress(.token, to: "admin", by: "admin")
    try reserve.setReserveAddress(Address(name), by: "admin")
    try reserve.setLiquidityParameters(try Guide.parameters(feeBasisPoints: fee), by: "admin")
    reserve.depositEther(Guide.ether + extraWei)
    reserve.depositTokens(2_000_000 * Int128(powerOfTen(decimals)))
    return reserve
  }

  static func network(_ rules: NetworkRules, _ reserves: [KyberReserve]) -> ReserveNetwork {
    var network = ReserveNetwork(address: "network", rules: rules)
    for reserve in reserves { network.list(reserve) }
    return network
  }

  private func purchase(_ quantity: Int128, most: Int128 = .max, minimumRate: UInt256 = .zero) -> NetworkOrder
  {
    NetworkOrder(
      from: .ether, to: .token("NBT"), quantity: quantity, largestDestination: most, minimumRate: minimumRate)
  }

  @Test("A single reserve trades at its own quote, and only the network's reserve changes")
  func singleReserve() throws {
    var network = Self.network(.byRate(), [try Self.reserve("a")])
    var alone = try Guide.reserve()
    let fill = try network.trade(purchase(ether), draw: noDraw)
    #expect(fill.rate == 19_774_258_775_773_344_495_974)
    #expect(fill.destination == 19_774_258_775_773_344_495_974 && fill.networkFee == .zero)
    _ = alone.trade(.buy, quantity: ether)
    #expect(network.listings[0].reserve.reserve.etherBalance == alone.etherBalance)
    #expect(network.listings[0].reserve.reserve.tokenBalance == alone.tokenBalance)

    let sale = NetworkOrder(from: .token("NBT"), to: .ether, quantity: 20_000 * ether)
    let sold = try network.trade(sale, draw: noDraw)
    guard case .traded(let trade) = alone.trade(.sell, quantity: 20_000 * ether) else {
      Issue.record("the sale was refused")
      return
    }
    #expect(sold.destination == UInt256(trade.destination.magnitude))
    #expect(sold.rate == UInt256(trade.rate))
  }

  @Test("The best rate wins; those within ten basis points of it are drawn from, at their own rates")
  func drawByRate() throws {
    // Each 0.01 ether more makes tokens dearer by about 0.77 basis points.
    let reserves = [
      try Self.reserve("far", extraWei: ether),
      try Self.reserve("near", extraWei: ether / 20),
      try Self.reserve("best"),
    ]
    let network = Self.network(.byRate(), reserves)
    var asked: [Int] = []
    for (drawn, place) in [(0, 1), (1, 2)] {
      let quote = try network.quote(purchase(ether)) { count in
        asked.append(count)
        return drawn
      }
      #expect(quote.purchase?.place == place)
      #expect(
        quote.rate == UInt256(reserves[place].quote(.buy, quantity: ether).rate.rate))
    }
    #expect(asked == [2, 2])
    let best = Self.network(.byRate(negligibleDifferenceBasisPoints: 0), reserves)
    #expect(try best.quote(purchase(ether), draw: noDraw).purchase?.place == 2)
  }

  @Test("At the edge of what is negligible the older network draws and the newer one does not")
  func edge() throws {
    let twins = [try Self.reserve("a"), try Self.reserve("b")]
    let byRate = Self.network(.byRate(negligibleDifferenceBasisPoints: 0), twins)
    #expect(try byRate.quote(purchase(ether), draw: { $0 - 1 }).purchase?.place == 1)
    let byAmount = Self.network(.byAmount(negligibleDifferenceBasisPoints: 0), twins)
    #expect(try byAmount.quote(purchase(ether), draw: noDraw).purchase?.place == 0)
  }

  @Test("The newer network lists the best first and the others in order after it")
  func drawByAmount() throws {
    let reserves = [
      try Self.reserve("second", extraWei: ether / 50), try Self.reserve("best"),
      try Self.reserve("third", extraWei: ether / 40),
    ]
    let network = Self.network(.byAmount(), reserves)
    let places = try (0..<3).map { drawn in
      try network.quote(purchase(ether), draw: { _ in drawn }).purchase?.place
    }
    #expect(places == [1, 0, 2])
  }

  @Test("The newer network's fee is taken before a purchase and after a sale")
  func fee() throws {
    let rules = NetworkRules.byAmount(feeBasisPoints: 20)
    var network = Self.network(rules, [try Self.reserve("a")])
    let reserve = network.listings[0].reserve
    let given = ether - ether / 500
    let bought = try network.trade(purchase(ether), draw: noDraw)
    let quote = reserve.quote(.buy, quantity: given)
    #expect(bought.networkFee == 2_000_000_000_000_000 && bought.ether == UInt256(ether.magnitude))
    #expect(bought.destination == UInt256(quote.destination.magnitude))
    #expect(network.listings[0].reserve.reserve.etherBalance == Guide.ether + given)

    network = Self.network(rules, [reserve])
    let sale = NetworkOrder(from: .token("NBT"), to: .ether, quantity: 20_000 * ether)
    let sold = try network.trade(sale, draw: noDraw)
    let paid = reserve.quote(.sell, quantity: 20_000 * ether).destination
    #expect(sold.ether == UInt256(paid.magnitude))
    #expect(sold.networkFee == UInt256((paid * 20 / 10_000).magnitude))
    #expect(sold.destination == sold.ether &- sold.networkFee)

    var free = ReserveNetwork(address: "network", rules: rules)
    free.list(reserve, isFeeAccounted: false)
    #expect(try free.quote(purchase(ether), draw: noDraw).networkFee == .zero)
    #expect(
      try free.quote(purchase(ether), draw: noDraw).destination
        == UInt256(reserve.quote(.buy, quantity: ether).destination.magnitude))
  }

  @Test("A fee makes a slightly worse reserve without it the better one")
  func feeDecides() throws {
    var network = ReserveNetwork(address: "network", rules: .byAmount(feeBasisPoints: 20))
    network.list(try Self.reserve("charged"))
    network.list(try Self.reserve("free", extraWei: ether / 10), isFeeAccounted: false)
    #expect(try network.quote(purchase(ether), draw: noDraw).purchase?.place == 1)
    let sale = NetworkOrder(from: .token("NBT"), to: .ether, quantity: 20_000 * ether)
    #expect(try network.quote(sale, draw: noDraw).sale?.place == 1)
  }

  @Test("From token to token a trade goes through ether, and either leg picks its own reserve")
  func tokenToToken() throws {
    for rules in [NetworkRules.byRate(), .byAmount(feeBasisPoints: 20)] {
      var network = Self.network(
        rules,
        [
          try Self.reserve("poor seller", extraWei: -2 * ether), try Self.reserve("seller"),
          try Self.reserve("buyer", token: "US", decimals: 4),
          try Self.reserve("dear buyer", token: "US", decimals: 4, extraWei: 2 * ether),
        ])
      let (seller, buyer) = (network.listings[1].reserve, network.listings[2].reserve)
      let order = NetworkOrder(from: .token("NBT"), to: .token("US"), quantity: 20_000 * ether)
      let fill = try network.trade(order, draw: noDraw)
      let middle = seller.quote(.sell, quantity: order.quantity).destination
      let fee = middle * Int128(rules.feeBasisPoints) / 10_000 * 2
      let bought = buyer.quote(.buy, quantity: middle - fee)
      #expect(fill.sale?.place == 1 && fill.purchase?.place == 2)
      #expect(fill.ether == UInt256(middle.magnitude) && fill.networkFee == UInt256(fee.magnitude))
      #expect(fill.destination == UInt256(bought.destination.magnitude))
      #expect(network.listings[1].reserve.reserve.etherBalance == Guide.ether - middle)
      #expect(network.listings[2].reserve.reserve.etherBalance == Guide.ether + middle - fee)
      let ratio = Double(fill.rate) / 1e18 / (Double(bought.destination) / 1e4 / 20_000)
      #expect(abs(ratio - 1) < 1e-8)
    }
  }

  @Test("Who wants less pays less, at the rate for all that he gave")
  func largestDestination() throws {
    for rules in [NetworkRules.byRate(), .byAmount(feeBasisPoints: 20)] {
      var network = Self.network(
        rules, [try Self.reserve("seller"), try Self.reserve("buyer", token: "US", decimals: 6)])
      let whole = NetworkOrder(from: .token("NBT"), to: .token("US"), quantity: 80_000 * ether)
      let quote = try network.quote(whole, draw: noDraw)
      let wanted: Int128 = 40_000_000_000
      let order = NetworkOrder(
        from: .token("NBT"), to: .token("US"), quantity: whole.quantity, largestDestination: wanted)
      let before = network
      let fill = try network.trade(order, draw: noDraw)
      #expect(fill.destination == UInt256(wanted.magnitude))
      #expect(fill.sale?.rate == quote.sale?.rate && fill.purchase?.rate == quote.purchase?.rate)
      #expect(fill.rate == quote.rate)
      let share = Double(fill.source) / Double(quote.source)
      #expect(abs(share * Double(quote.destination) / Double(wanted) - 1) < 1e-9)
      let tokensOut =
        before.listings[1].reserve.reserve.tokenBalance - network.listings[1].reserve.reserve.tokenBalance
      #expect((0...1).contains(tokensOut - wanted), "the reserve pays what is wanted, but for rounding")

      // A smaller order of its own would have had a better rate.
      let small = NetworkOrder(
        from: .token("NBT"), to: .token("US"), quantity: Int128(clamping: fill.source.low))
      #expect(try before.quote(small, draw: noDraw).destination > fill.destination)
    }
  }

  @Test("A largest destination above what the trade gives changes nothing")
  func roomyDestination() throws {
    var network = Self.network(.byRate(), [try Self.reserve("a")])
    let fill = try network.trade(purchase(ether, most: 19_774_258_775_773_344_495_974), draw: noDraw)
    #expect(fill.source == UInt256(ether.magnitude))
    network = Self.network(.byRate(), [try Self.reserve("a")])
    let less = try network.trade(purchase(ether, most: 19_774_258_775_773_344_495_973), draw: noDraw)
    #expect(less.source <= UInt256(ether.magnitude) && less.destination == fill.destination &- 1)
  }

  @Test("Below the trader's lowest rate nothing is traded")
  func minimumRate() throws {
    var network = Self.network(.byRate(), [try Self.reserve("a")])
    let before = network
    #expect(throws: Revert.rateBelowMinimum) {
      try network.trade(purchase(ether, minimumRate: 19_774_258_775_773_344_495_975), draw: noDraw)
    }
    #expect(network == before)
    try network.trade(purchase(ether, minimumRate: 19_774_258_775_773_344_495_974), draw: noDraw)
    #expect(network != before)
  }

  @Test("A reserve that quotes zero is passed over; one that reverts blocks the pair")
  func zeroAndRevert() throws {
    var network = Self.network(.byRate(), [try Self.reserve("a"), try Self.reserve("b", extraWei: ether)])
    try network.listings[0].reserve.permissions.addAlerter("alerter", by: "admin")
    try network.listings[0].reserve.disableTrade(by: "alerter")
    #expect(try network.quote(purchase(ether), draw: noDraw).purchase?.place == 1)

    network.list(
      KyberReserve(address: "new", token: "NBT", tokenDecimals: 18, admin: "admin", network: "network"))
    #expect(throws: Revert.parametersNotSet) { try network.quote(purchase(ether), draw: noDraw) }
    #expect(throws: Revert.parametersNotSet) { try network.trade(purchase(ether), draw: noDraw) }
    #expect(network.delist("new")?.address == "new" && network.delist("new") == nil)
    try network.trade(purchase(ether), draw: noDraw)
  }

  @Test("Without a reserve that quotes there is no trade")
  func nobody() throws {
    var network = Self.network(.byAmount(), [try Self.reserve("a")])
    let orders = [
      NetworkOrder(from: .ether, to: .token("US"), quantity: ether),
      NetworkOrder(from: .token("US"), to: .ether, quantity: ether),
      NetworkOrder(from: .token("NBT"), to: .token("US"), quantity: 1_000 * ether),
      purchase(6 * ether),
    ]
    for order in orders {
      #expect(try network.quote(order, draw: noDraw).rate == .zero)
      #expect(throws: Revert.rateZero) { try network.trade(order, draw: noDraw) }
    }
    #expect(throws: Revert.sourceZero) { try network.trade(purchase(0), draw: noDraw) }
    #expect(throws: Revert.sameAsset) {
      try network.trade(NetworkOrder(from: .ether, to: .ether, quantity: 1), draw: noDraw)
    }
    #expect(throws: Revert.quantityTooLarge) {
      try network.quote(purchase(10_000_000_000 * ether + 1), draw: noDraw)
    }
  }

  @Test("A reserve of another network lets the whole trade fail")
  func foreignReserve() throws {
    var network = ReserveNetwork(address: "another network", rules: .byRate())
    network.list(try Self.reserve("a"))
    let before = network
    #expect(throws: Revert.notNetwork) { try network.trade(purchase(ether), draw: noDraw) }
    #expect(network == before)
  }
}
