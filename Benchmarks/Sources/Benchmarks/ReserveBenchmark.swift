// Quotes of a price reserve: the fast path, and the contract's formulas by the letter.

import APRReserve
import SimEngine

/// Times quotes of the guide's reserve, 100 ether and 2,000,000 tokens, purchases and sales in turn.
///
/// First whole quotes: balances, caps, limits, conversion of quantities, the price curve in 128-bit words. Then, as the
/// yardstick, the price curve alone, in 256-bit words and operation by operation as the contract has it. The checks are
/// hashes of the rates, which must be the same.
func benchmarkReserveQuotes(count: Int, repetitions: Int) {
  let trades = trades(count: count)
  var reserve = Reserve(
    tokenDecimals: 18, etherBalance: 100_000_000_000_000_000_000,
    tokenBalance: 2_000_000_000_000_000_000_000_000)
  guard let parameters = try? guideParameters() else { fail("the guide's parameters were refused") }
  reserve.rates.setLiquidityParameters(parameters)

  measure("reserve quotes", repetitions: repetitions) {
    var hash = FillHash()
    let seconds = secondsTaken {
      for trade in trades {
        hash.add(UInt64(truncatingIfNeeded: reserve.quote(trade.side, quantity: trade.quantity).rate.rate))
      }
    }
    return Repetition(events: count, seconds: seconds, check: hash.value)
  }
  measure("the contract's formulas", repetitions: repetitions) {
    var hash = FillHash()
    let seconds = secondsTaken {
      for trade in trades { hash.add(UInt64(truncatingIfNeeded: literalRate(trade, parameters).low)) }
    }
    return Repetition(events: count, seconds: seconds, check: hash.value)
  }
}

/// What somebody gives to the reserve.
private struct Trade {
  let side: Side
  let quantity: Int128
}

/// Trades of 0.01 to 4.99 ether's worth, each of another size.
private func trades(count: Int) -> [Trade] {
  let stream = RandomStream(key: RandomKey(seed: 1, run: 0), name: "trades", role: .exogenous)
  return (0..<count).map { index in
    let milliether = Int128(stream.integer(below: 4_980) + 10)
    let side: Side = index.isMultiple(of: 2) ? .buy : .sell
    let milli: Int128 = 1_000_000_000_000_000
    return Trade(side: side, quantity: milliether * milli * (side == .buy ? 1 : 19_000))
  }
}

private func guideParameters() throws(ParameterRefusal) -> LiquidityParameters {
  try LiquidityParameters(
    LiquidityArguments(
      rInFp: 7_696_581_394, pMinInFp: 27_487_790, maxCapBuyInWei: 5_000_000_000_000_000_000,
      maxCapSellInWei: 5_000_000_000_000_000_000, feeInBps: 0,
      maxTokenToEthRateInPrecision: 100_000_000_000_000, minTokenToEthRateInPrecision: 25_000_000_000_000))
}

/// The rate by the contract's formulas at 100 ether, without a fee.
private func literalRate(_ trade: Trade, _ parameters: LiquidityParameters) -> UInt256 {
  let one = LiquidityFormula.one
  let precision: UInt256 = 1_000_000_000_000_000_000
  let given = UInt256(trade.quantity.magnitude) &* one / precision
  let received =
    trade.side == .buy
    ? try? LiquidityFormula.deltaT(
      r: parameters.liquidityRateInFp, pMin: parameters.minimumPriceInFp, e: 100 &* one, deltaE: given,
      precision: one)
    : try? LiquidityFormula.deltaE(
      r: parameters.liquidityRateInFp, pMin: parameters.minimumPriceInFp, e: 100 &* one, deltaT: given,
      precision: one, bits: LiquidityFormula.fractionalBits)
  guard let received else { fail("the formulas reverted for \(trade)") }
  return received &* precision / given
}
