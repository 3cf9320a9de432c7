// Whether the peg could be traded at: the price of a sale and of a purchase of a standard size, both within a distance.

/// How well a coin could be both sold and bought near its peg.
public struct ExecutablePeg: Sendable {
  /// Seconds within each of the widths of `PegQuality`.
  private var secondsWithin = Array(repeating: 0.0, count: PegQuality.widthsBasisPoints.count)
  private var possible = TimeWeighted()
  private var purchasable = TimeWeighted()
  private var slippage = (sale: TimeWeighted(), purchase: TimeWeighted())

  /// Nothing observed yet.
  public init() {}

  /// Adds prices that held for a span, each as a deviation from the peg; nil where there was not enough to trade with.
  public mutating func add(sale: Double?, purchase: Double?, for span: SimDuration) {
    if let sale { slippage.sale.add(sale.magnitude, for: span) }
    if let purchase { slippage.purchase.add(purchase.magnitude, for: span) }
    purchasable.add(purchase == nil ? 0 : 1, for: span)
    guard let sale, let purchase else { return possible.add(0, for: span) }
    possible.add(1, for: span)
    let worse = max(sale.magnitude, purchase.magnitude) * 1e4
    for (index, width) in PegQuality.widthsBasisPoints.enumerated() where worse <= Double(width) {
      secondsWithin[index] += span.seconds
    }
  }

  /// The share of time in which both were within each width; nil before anything was observed.
  public var timeWithin: [Double]? {
    possible.seconds > 0 ? secondsWithin.map { $0 / possible.seconds } : nil
  }
  /// The share of time in which both were possible.
  public var possibleShare: Double? { possible.mean }
  /// The share of time in which the purchase was possible.
  public var purchasableShare: Double? { purchasable.mean }
  /// Mean distance of each price from the peg, over the time in which it was possible.
  public var meanSlippage: (sale: Double?, purchase: Double?) { (slippage.sale.mean, slippage.purchase.mean) }

  /// The measures as rows of the summary.
  var summary: [SummaryMetric] {
    PegQuality.widthsBasisPoints.enumerated().map { index, width in
      SummaryMetric("executable.time_within_\(width)bp", timeWithin?[index], unit: "")
    } + [
      SummaryMetric("executable.possible_share", possibleShare, unit: ""),
      SummaryMetric("executable.purchase_possible_share", purchasableShare, unit: ""),
      SummaryMetric("executable.sale_slippage_mean_bp", meanSlippage.sale.map { $0 * 1e4 }, unit: "bp"),
      SummaryMetric(
        "executable.purchase_slippage_mean_bp", meanSlippage.purchase.map { $0 * 1e4 }, unit: "bp"),
    ]
  }
}
