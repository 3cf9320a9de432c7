// What agents and prices do with settings far from any market: they go on, and never trap.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Agents and prices at the extremes")
struct ExtremeSettingsTests {
  // MARK: Prices

  static let wildPrices: [@Sendable (RandomKey) -> any ReferencePrice] = [
    { GeometricBrownianMotion(start: 1, driftPerYear: -10, volatilityPerYear: 10, key: $0, name: "x") },
    { GeometricBrownianMotion(start: 1e9, driftPerYear: 10, volatilityPerYear: 0, key: $0, name: "x") },
    {
      MertonJumps(
        start: 500, volatilityPerYear: 0.1, jumpsPerYear: 10_000, jumpMean: 1, jumpDeviation: 10, key: $0,
        name: "x")
    },
    {
      AnchoredPath(
        points: [.init(.start, 1e9), .init(.start + .days(1), 1e-6)], volatilityPerYear: 10, key: $0,
        name: "x"
      )
    },
  ]

  @Test(
    "Every price stays within the range of prices, and is the same in whatever order it is asked",
    arguments: 0..<4)
  func prices(process: Int) {
    let key = RandomKey(seed: 7, run: 0)
    let times = (0..<60).map { SimTime.start + .hours(Int64($0) * 6) }
    let path = Self.wildPrices[process](key)
    let told = times.map { path.usdPrice(at: $0) }
    #expect(told.allSatisfy { (1e-9...1e12).contains($0) })
    let backward = Self.wildPrices[process](key)
    #expect(times.reversed().map { backward.usdPrice(at: $0) } == told.reversed())
  }

  // MARK: Holders

  @Test("A supply of 10^12 coins of eighteen decimals is split to the last unit")
  func supply() {
    let supply = Amount(baseUnits: powerOfTen(30))
    #expect(split(supply, by: [1]) == [supply])
    let parts = split(supply, by: [1, 2, 0, 4e30])
    #expect(parts.reduce(.zero, +) == supply)
    #expect(parts[3] > parts[1] && parts[1] >= parts[0])
    let equal = split(supply + Amount(baseUnits: 1), by: [3, 3, 3])
    #expect(equal.reduce(.zero, +) == supply + Amount(baseUnits: 1))
    #expect(equal.allSatisfy { ($0 - equal[2]).baseUnits <= 1 })
  }

  @Test("Splitting by wide figures is splitting by plain ones")
  func sameSplit() {
    let weights = (1...7).map { Double($0 * $0) }
    let total = Int128(1) << 40
    for units in [Int128(1), 1_000, 123_456_789_012_345] {
      let parts = split(Amount(baseUnits: units), by: weights)
      let shares = weights.map { Int128(($0 / 140 * Double(total)).rounded(.toNearestOrAwayFromZero)) }
      let whole = shares.reduce(0, +)
      for (part, share) in zip(parts, shares) {
        let down = units * share / whole
        #expect(part.baseUnits == down || part.baseUnits == down + 1)
      }
    }
  }

  // MARK: Venues

  @Test("Where the fee takes all that a sale brings, nobody sells, however little he asks")
  func wholeFee() {
    let world = SmallWorld(takerFeePartsPerMillion: 1_000_000)
    world.simulation.add(
      Script([
        (.zero, { Counterparty("maker", in: $0).place(.buy, 1_000, usd: 1, in: $0) })
      ]))
    world.run(.minutes(1))
    let free = TradeWish(.sell, tokens: 10, worstPriceUSD: 0)
    #expect(world.context.offers(for: free, of: SmallWorld.nbt).isEmpty)
  }

  // MARK: The large seller

  @Test("A sale of three hundred million slices waits for one at a time")
  func slices() {
    let world = SmallWorld()
    var parameters = LargeSellerParameters()
    parameters.holding = SmallWorld.nbt(1_000_000)
    parameters.sliceEvery = .seconds(1)
    parameters.sales = [.init(at: .start, over: .days(3_650), amount: SmallWorld.nbt(1_000_000))]
    world.simulation.add(
      LargeSeller(name: "whale", group: "whale", token: SmallWorld.nbt, parameters: parameters))
    world.simulation.limits.pending = 100
    #expect(world.run(.minutes(30)) == .reachedEnd)
  }

  @Test(
    "A sale that begins at the end of time never begins, and one of all that can be counted is cut exactly")
  func lateSale() {
    let world = SmallWorld()
    var parameters = LargeSellerParameters()
    let all = Amount(baseUnits: powerOfTen(33))
    parameters.holding = all + SmallWorld.nbt(3)
    parameters.sales = [
      .init(at: SimTime(nanoseconds: .max), over: .days(3_650), amount: SmallWorld.nbt(3)),
      .init(at: .start, over: .minutes(15), amount: all),
    ]
    let seller = LargeSeller(name: "whale", group: "whale", token: SmallWorld.nbt, parameters: parameters)
    world.simulation.add(seller)
    world.run(.hours(1))
    let unsold = seller.summarize(in: world.context).first { $0.name == "whale.unsold_tokens" }?.value
    #expect(unsold == all.coins(decimals: 8))
  }

  // MARK: NuBot

  @Test("No tail is longer than 100,000 orders, however narrow its interval")
  func tails() {
    let side = ParametricSide(wallHeight: 0, wallWidthUSD: 10, densityUSD: 1e-8)
    let orders = NuBotOrderBook.orders(.sell, side, funds: 1_000, quoteUSD: 1, feePercent: 0)
    #expect(orders.count == NuBotOrderBook.longestTail + 1)
    #expect(side.intervals > ParametricSide.mostIntervals)
  }

  // MARK: The arbitrageur

  /// A reserve dearer or cheaper than the book, and a wallet that is emptied while the order travels.
  @Test("Without what a transaction costs he stays with what the book gave him", arguments: [0.9, 1.1])
  func noGas(reserveUSD: Double) throws {
    let world = SmallWorld(latency: .seconds(1))
    let reserve = TestReserve(spotPrice: reserveUSD / 10, in: world.context)
    world.context.markets.add(reserve)
    var parameters = ArbitrageurParameters()
    parameters.tokensOnExchange = SmallWorld.nbt(50_000)
    parameters.quoteOnExchange = SmallWorld.btc(10)
    parameters.tokensInWallet = SmallWorld.nbt(50_000)
    parameters.currencyInWallet = SmallWorld.eth(50)
    parameters.transactionCost = SmallWorld.eth(0.1)
    parameters.minimumProfitUSD = 0
    parameters.reactsAtRandom = false
    let arbitrageur = Arbitrageur(name: "arb", group: "arb", venue: 0, parameters: parameters)
    world.simulation.add(arbitrageur)
    world.simulation.add(
      Script([
        (
          .seconds(1),
          { context in
            let maker = Counterparty("maker", in: context)
            maker.place(.buy, 50_000, usd: 0.999, in: context)
            maker.place(.sell, 50_000, usd: 1.001, in: context)
          }
        ),
        (
          .seconds(16),
          { context in
            // What he has at home is gone when the answer of the book comes.
            guard let trader = context.markets.traders.first(where: { $0.name == "arb" }) else { return }
            let ether = trader.wallet[SmallWorld.eth]
            context.ledger.transfer(
              context.ledger.balance(ether), from: ether, to: context.ledger.outside[SmallWorld.eth])
          }
        ),
      ]))
    world.run(.seconds(20))
    let stranded = arbitrageur.summarize(in: world.context).first { $0.name == "arb.stranded_count" }?.value
    if reserveUSD < 1 {
      #expect(reserve.trades == 0 && stranded == 1)
    } else {
      // The sale itself brings what the transaction costs.
      #expect(reserve.trades == 1 && stranded == 0)
    }
  }
}
