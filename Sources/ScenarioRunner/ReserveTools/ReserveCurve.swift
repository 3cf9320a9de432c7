// The price curve of settings: where it begins and ends, and where each side stops trading.

import APRReserve
import SimEngine

/// The curve P(E) that settings make, with the points that matter to its owner.
///
/// A side stops where its spot rate with the fee leaves the limits: purchases where P is above (1 - f) pMax
/// or below (1 - f) pMin, sales where P is above pMax / (1 - f) or below pMin / (1 - f).
public struct ReserveCurve: Sendable {
  /// A point of the curve.
  public struct Mark: Sendable {
    /// Its symbol: "Pmin", "E0, P0", "Emax, Pmax", or nothing.
    public let symbol: String
    /// What it is.
    public let meaning: String
    /// The ether balance E.
    public let ether: Double

    /// Both as one text.
    var label: String { [symbol, meaning].filter { !$0.isEmpty }.joined(separator: ": ") }
  }

  /// What the settings say.
  let settings: LiquiditySettings
  /// The parameters that they make.
  let parameters: LiquidityParameters
  /// The curve with r and pMin as the contract rounds them.
  let curve: PriceCurve
  /// The lowest and the highest price, ether per token.
  let prices: (lowest: Double, highest: Double)
  /// The fee as a fraction of one.
  let fee: Double

  /// The curve of a calculation.
  public init(_ calculation: ReserveCalculation) {
    settings = calculation.settings
    parameters = calculation.plan.parameters
    curve = PriceCurve(parameters)
    prices = parameters.prices
    fee = parameters.fee
  }

  // MARK: Points

  /// E at a price, not below an empty balance.
  func ether(atPrice price: Double) -> Double { max(0, curve.ether(atPrice: price)) }

  /// E at which the price wanted holds: the E0 of the guide.
  var initialEther: Double { ether(atPrice: settings.price) }
  /// E at the highest price: the Emax of the guide.
  var highestEther: Double { ether(atPrice: prices.highest) }
  /// The balances between which tokens can be bought; nil if nowhere, because an ether buys more than a
  /// million.
  var purchases: ClosedRange<Double>? {
    let range = range(from: (1 - fee) * max(prices.lowest, 1e-6), to: (1 - fee) * prices.highest)
    guard let range, let exhaustion else { return range }
    return min(range.lowerBound, exhaustion)...min(range.upperBound, exhaustion)
  }
  /// The balances between which tokens can be sold; nil if nowhere, because a token is worth more than a
  /// million ether.
  var sales: ClosedRange<Double>? {
    range(from: prices.lowest / (1 - fee), to: min(prices.highest, 1e6) / (1 - fee))
  }

  private func range(from lowest: Double, to highest: Double) -> ClosedRange<Double>? {
    lowest < highest ? ether(atPrice: lowest)...ether(atPrice: highest) : nil
  }

  /// E at which the tokens held are sold out, the fee staying behind as it does; nil if they are not known or
  /// last for ever.
  var exhaustion: Double? {
    guard let tokens = settings.tokenBalance else { return nil }
    return curve.ether(whenSoldOut: tokens, atEther: settings.etherBalance, fee: fee).map { max(0, $0) }
  }

  /// The points that matter, by ascending balance; those that coincide are one.
  public var marks: [Mark] {
    var marks = [
      Mark(symbol: "Pmin", meaning: "lowest price", ether: ether(atPrice: prices.lowest)),
      Mark(symbol: "E0, P0", meaning: "the price wanted", ether: initialEther),
      Mark(symbol: "Emax, Pmax", meaning: "highest price", ether: highestEther),
      Mark(symbol: "E", meaning: "the ether held", ether: settings.etherBalance),
    ]
    for (name, range) in [("purchases", purchases), ("sales", sales)] {
      guard let range else { continue }
      marks.append(Mark(symbol: "", meaning: "\(name) stop above", ether: range.upperBound))
      if range.lowerBound > 0 {
        marks.append(Mark(symbol: "", meaning: "\(name) stop below", ether: range.lowerBound))
      }
    }
    if let exhaustion, exhaustion < highestEther {
      marks.append(Mark(symbol: "", meaning: "the tokens held are sold out", ether: exhaustion))
    }
    let sorted = marks.enumerated().sorted { ($0.element.ether, $0.offset) < ($1.element.ether, $1.offset) }
    return sorted.map(\.element).reduce(into: []) { marks, mark in
      if let last = marks.last, mark.ether - last.ether < 1e-6 * highestEther {
        marks[marks.count - 1] = Mark(
          symbol: "", meaning: "\(last.label); \(mark.label)", ether: last.ether)
      } else {
        marks.append(mark)
      }
    }
  }

  // MARK: Table

  /// The columns of the table.
  public var columns: [String] {
    ["E (ETH)", "P (ETH/token)", "buy (tokens/ETH)", "sell (ETH/token)", "tokens to Pmax", "point"]
  }

  /// The table: ten equal steps from an empty balance to the highest, and between them the points that
  /// matter. The rates are the contract's for a trade of nothing; in their place stands the reason where
  /// there is none.
  public var rows: [[String]] {
    let steps = (0...10).map { Mark(symbol: "", meaning: "", ether: highestEther * Double($0) / 10) }
    let points = marks
    let others = steps.filter { step in !points.contains { abs($0.ether - step.ether) < 1e-4 * highestEther }
    }
    return (points + others).enumerated()
      .sorted { ($0.element.ether, $0.offset) < ($1.element.ether, $1.offset) }
      .map { row(of: $0.element) }
  }

  private func row(of mark: Mark) -> [String] {
    let price = curve.price(atEther: mark.ether)
    let left = max(0, curve.tokensSold(fromPrice: price, toPrice: prices.highest))
    return [
      readable(roundHalfAwayFromZero(mark.ether, decimals: etherDecimals), digits: 9), readable(price),
      rate(.buy, at: mark.ether),
      rate(.sell, at: mark.ether), readable(left, digits: 8),
      mark.label,
    ]
  }

  /// Digits behind the point so that the highest balance has seven.
  private var etherDecimals: Int { max(0, 7 - readable(highestEther.rounded(.down)).count) }

  private func rate(_ side: Side, at ether: Double) -> String {
    var rates = ConversionRates(tokenDecimals: 18)
    rates.setLiquidityParameters(parameters)
    let wei = Amount(truncating: ether, decimals: 18).baseUnits
    switch rates.rate(side, quantity: .zero, etherBalance: UInt256(wei.magnitude)) {
    case .rate(let rate): return readable(Double(rate) / 1e18)
    case .zero(let reason): return reason.rawValue
    case .revert(let revert): return revert.rawValue
    }
  }
}
