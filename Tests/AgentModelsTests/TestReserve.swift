// A reserve for tests: the exponential curve in real numbers, settled in the ledger.

import AgentModels
import SimEngine

/// Sells NBT for ETH along `P·e^(r·x)`.
final class TestReserve: SwapVenue {
  let name = "reserve"
  let token = SmallWorld.nbt
  let currency = SmallWorld.eth
  let wallet: Wallet
  private let rate: Double
  private let fee: Double
  private let cap: Double
  private var spotPrice: Double
  private(set) var trades = 0

  init(spotPrice: Double, rate: Double = 0.007, fee: Double = 0.001, cap: Double = 1e6, in context: Context) {
    self.spotPrice = spotPrice
    self.rate = rate
    self.fee = fee
    self.cap = cap
    wallet = context.ledger.openWallet("reserve")
    context.ledger.transfer(
      SmallWorld.eth(10_000), from: context.ledger.outside[SmallWorld.eth], to: wallet[SmallWorld.eth])
    context.ledger.mint(SmallWorld.nbt(1_000_000), to: wallet[SmallWorld.nbt])
  }

  var curve: ExponentialCurve? {
    ExponentialCurve(spotPrice: spotPrice, rate: rate, fee: fee, buyCap: cap, sellCap: cap)
  }

  func quote(_ side: Side, paying amount: Amount) -> SwapQuote {
    let curve = curve!
    switch side {
    case .buy:
      let paid = amount.coins(decimals: 18)
      if paid > cap { return .refused(reason: "capBuy") }
      return .receive(Amount(truncating: curve.tokens(forPaying: paid), decimals: 8))
    case .sell:
      let received = curve.currency(forSelling: amount.coins(decimals: 8))
      if received > cap { return .refused(reason: "capSell") }
      return .receive(Amount(truncating: received, decimals: 18))
    }
  }

  func swap(
    _ side: Side, paying amount: Amount, atLeast minimum: Amount, wallet trader: Wallet, trader name: String,
    in context: Context
  ) -> SwapResult {
    guard case .receive(let received) = quote(side, paying: amount), received >= minimum else {
      return .refused(reason: "refused")
    }
    let (given, taken) = side == .buy ? (currency, token) : (token, currency)
    context.ledger.transfer(amount, from: trader[given], to: wallet[given])
    context.ledger.transfer(received, from: wallet[taken], to: trader[taken])
    let flow = side == .buy ? amount.coins(decimals: 18) : -received.coins(decimals: 18)
    spotPrice *= DeterministicMath.exp(rate * flow)
    trades += 1
    return .swapped(paid: amount, received: received)
  }
}
