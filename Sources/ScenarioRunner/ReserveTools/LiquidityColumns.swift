// The columns that describe a pricing contract, and what its answers are called.

import APRReserve
import SimEngine

/// The pricing contract of a row: its token's decimals and its parameters.
enum LiquidityColumns {
  /// The columns, by the names of the recorded tables.
  static let names = [
    "decimals", "rInFp", "pMinInFp", "capBuyWei", "capSellWei", "feeBps", "maxRate", "minRate",
  ]

  /// The contract with the parameters set; nil after an error was reported.
  static func read(_ row: InputTable.Row) -> ConversionRates? {
    let decimals = row.value("decimals", .decimals)
    let words = names.dropFirst().map { row.value($0, ScenarioValue<UInt256>.word) }
    guard let decimals, let r = words[0], let pMin = words[1], let buyCap = words[2],
      let sellCap = words[3], let fee = words[4], let highest = words[5], let lowest = words[6]
    else { return nil }
    let arguments = LiquidityArguments(
      rInFp: r, pMinInFp: pMin, maxCapBuyInWei: buyCap, maxCapSellInWei: sellCap, feeInBps: fee,
      maxTokenToEthRateInPrecision: highest, minTokenToEthRateInPrecision: lowest)
    do throws(ParameterRefusal) {
      var rates = ConversionRates(tokenDecimals: decimals)
      rates.setLiquidityParameters(try LiquidityParameters(arguments))
      return rates
    } catch {
      let (argument, predicate) = error.complaint(arguments)
      row.place(column(of: argument)).complain(predicate, help: "the contract refuses these parameters")
      return nil
    }
  }

  private static func column(of argument: LiquidityArgument) -> String {
    switch argument {
    case .liquidityRate: "rInFp"
    // The precision is no column, since 40 is what the recorded calls leave out; nothing is said of it here.
    case .lowestPrice, .precision: "pMinInFp"
    case .buyCap: "capBuyWei"
    case .sellCap: "capSellWei"
    case .fee: "feeBps"
    case .highestRate: "maxRate"
    case .lowestRate: "minRate"
    }
  }
}

extension RateQuote {
  /// Whether the call succeeds or reverts, in the word of the recorded tables.
  var status: String {
    if case .revert = self { "revert" } else { "ok" }
  }

  /// Why there is no rate; for a rate "ok".
  var reason: String {
    switch self {
    case .rate: "ok"
    case .zero(let reason): reason.rawValue
    case .revert(let revert): "revert:\(revert.rawValue)"
    }
  }
}

extension ReserveTradeOutcome {
  /// Why nothing was traded; empty for a trade.
  var reason: String {
    switch self {
    case .traded: ""
    case .declined(let reason): reason.rawValue
    case .reverted(let revert): revert.rawValue
    }
  }
}
