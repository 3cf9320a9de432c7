// A programme that pays what a test says.

import SimEngine

/// A programme that pays what the test says, and remembers who came with what.
final class FakeProgram: LiquidityProgram {
  let name = "programme"
  var rewardPerMinute = 1.0
  /// What everybody is told that he was paid; nil for an average of what there is.
  var rates: DailyRates?
  private(set) var registered: [String] = []
  private(set) var submissions = 0
  /// What was handed in: who, when, coins on order.
  private(set) var shown: [(user: String, time: SimTime, coins: Double)] = []
  private(set) var minimumRates: DailyRates?

  func register(user: String, wallet: Wallet, exchange: ExchangeID, in context: Context) -> ProgramReply {
    registered.append(user)
    return ProgramReply(success: true, message: "user successfully registered")
  }

  func submit(user: String, request: SignedOpenOrdersRequest, in context: Context) -> ProgramReply {
    submissions += 1
    let exchange = context.markets[request.exchange]
    if case .orders(let orders) = exchange.openOrders(of: user, request) {
      shown.append((user, context.now, orders.reduce(0) { $0 + exchange.pair.coins($1.remaining) }))
    }
    return ProgramReply(success: true, message: "orders submitted")
  }

  func submit(
    user: String, request: SignedOpenOrdersRequest, minimumRates: DailyRates, in context: Context
  ) -> ProgramReply {
    self.minimumRates = minimumRates
    return submit(user: user, request: request, in: context)
  }

  func paidRates(of user: String, on exchange: ExchangeID) -> DailyRates? { rates }

  func status(on exchange: ExchangeID) -> ProgramStatus? {
    ProgramStatus(
      rewardPerMinute: rewardPerMinute, paidPerMinute: rewardPerMinute, paidLiquidity: 1_000,
      tolerance: 0.0105)
  }
}
