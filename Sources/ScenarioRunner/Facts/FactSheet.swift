// The stylised facts of a run beside those of data: prices, the peg, spreads, depth, and the arrival of trades.

import SimEngine

/// A table of facts, as text.
public struct FactSheet {
  /// A part of the facts with columns of its own.
  public struct Part {
    /// What it is on, such as "prices every 7200 s".
    public let title: String
    /// The head row and then one row a fact, with as many cells each.
    public let rows: [[String]]
  }

  /// The parts, in order; those of which the run tells nothing are left out.
  public private(set) var parts: [Part] = []

  /// The fewest returns that facts are told of.
  static let fewestReturns = 30
  /// The most steps of a series, or windows in which trades are counted.
  static let mostSteps = 1e7

  /// The facts of a result, and those of a file of recorded prices beside them.
  /// - Parameters:
  ///   - folder: A result as `simrun` writes it.
  ///   - data: A file with the columns `utc` and `price`, and perhaps `high`, `low` and `volume`; nil for none.
  /// - Throws: What is wrong with either, each mistake at its place.
  public init(result folder: String, data: String? = nil) throws(ScenarioError) {
    let tables = try FactTables(folder)
    var series = tables.prices
    if let data { series.append(try PriceSeries.recorded(in: data)) }
    try addPrices(series)
    addRows("spread in bp of the middle", tables.spreads)
    addRows("coins in each round of the pool", tables.depths)
    addColumns("trades", tables.arrivals, FactSheet.arrivals)
  }

  // MARK: Prices

  private mutating func addPrices(_ series: [PriceSeries]) throws(ScenarioError) {
    let steps = series.compactMap(\.medianStep)
    guard let step = steps.max(), steps.count == series.count else {
      let one = series.first { $0.medianStep == nil }
      throw ScenarioError(Diagnostic("\(one?.name ?? "the result") has fewer than two prices"))
    }
    for one in series where one.span / step > FactSheet.mostSteps {
      throw ScenarioError(
        Diagnostic(
          "\(one.name) spans more than ten million steps of \(readable(step)) s", help: "leave out gaps"))
    }
    let even = series.map { $0.resampled(every: step) }
    for one in even where one.prices.count <= FactSheet.fewestReturns {
      throw ScenarioError(
        Diagnostic(
          "\(one.name) has \(one.prices.count) prices at steps of \(readable(step)) s, too few for facts: "
            + "\(FactSheet.fewestReturns + 1) at least",
          help: "take a longer run, a shorter \"metrics.every\", or data of shorter steps"))
    }
    addColumns("prices every \(readable(step)) s", even, FactSheet.prices)
    addColumns("deviation from the peg", even.filter(\.isPegged), { FactSheet.peg($0, step: step) })
  }

  private static func prices(_ series: PriceSeries) -> [(String, Double?)] {
    let returns = series.returns()
    let (facts, sizes) = (SampleFacts(returns), SampleFacts(returns.map(\.magnitude)))
    let kurtosis = { (steps: Int) in SampleFacts(series.returns(over: steps)).excessKurtosis }
    let later = SampleFacts(Array(returns.dropLast()))
    return [
      ("returns", Double(facts.count)), ("deviation in %", facts.deviation.map { 100 * $0 }),
      ("skewness", facts.skewness), ("excess kurtosis of 1 step", facts.excessKurtosis),
      ("excess kurtosis of 4 steps", kurtosis(4)), ("excess kurtosis of 24 steps", kurtosis(24)),
      ("tail index of the largest 5 %", facts.tailIndex(share: 0.05)),
      ("autocorrelation at lag 1", facts.autocorrelation(lag: 1)),
      ("autocorrelation at lag 2", facts.autocorrelation(lag: 2)),
      ("Ljung-Box of 10 lags; 18.3 at 5 %", facts.ljungBox(lags: 10)),
      ("autocorrelation of |return| at lag 1", sizes.autocorrelation(lag: 1)),
      ("autocorrelation of |return| at lag 6", sizes.autocorrelation(lag: 6)),
      ("autocorrelation of |return| at lag 24", sizes.autocorrelation(lag: 24)),
      (
        "correlation of return and next |return|",
        later.correlation(with: returns.dropFirst().map(\.magnitude))
      ),
      ("correlation of volume and |return|", sizes.correlation(with: Array(series.volumes.dropFirst()))),
    ]
  }

  private static func peg(_ series: PriceSeries, step: Double) -> [(String, Double?)] {
    let facts = SampleFacts(series.deviations)
    let sizes = SampleFacts(series.deviations.map(\.magnitude))
    let within = { (bound: Double) in
      Double(series.deviations.count { $0.magnitude <= bound }) / Double(series.deviations.count)
    }
    return [
      ("median of |deviation| in bp", sizes.quantile(0.5).map { 1e4 * $0 }),
      ("share within 50 bp", within(0.005)), ("share within 100 bp", within(0.01)),
      ("skewness", facts.skewness), ("excess kurtosis", facts.excessKurtosis),
      ("autocorrelation at lag 1", facts.autocorrelation(lag: 1)),
      ("half-life in minutes", facts.halfLife.map { $0 * step / 60 }),
    ]
  }

  // MARK: Books and trades

  private static func arrivals(_ flow: TradeFlow) -> [(String, Double?)] {
    let sizes = SampleFacts(flow.arrivals.map { DeterministicMath.log($0.coins) })
    let signs = SampleFacts(flow.arrivals.map { $0.isPurchase ? 1 : -1 })
    return [
      ("takers' orders", Double(flow.arrivals.count)), ("orders a minute", flow.perMinute),
      ("variance over mean of counts in 1 min", SampleFacts(flow.counts(every: 60)).fano),
      ("variance over mean of counts in 10 min", SampleFacts(flow.counts(every: 600)).fano),
      ("variance over mean of counts in 60 min", SampleFacts(flow.counts(every: 3_600)).fano),
      ("distance of waits from exponential ones", flow.distanceFromExponential),
      ("autocorrelation of sides at lag 1", signs.autocorrelation(lag: 1)),
      ("autocorrelation of sides at lag 10", signs.autocorrelation(lag: 10)),
      ("median coins", sizes.quantile(0.5).map(DeterministicMath.exp)),
      ("deviation of the logarithm of coins", sizes.deviation),
    ]
  }

  // MARK: Text

  /// Adds a part with a column for each of some things, if there are any.
  private mutating func addColumns<Thing: Named>(
    _ title: String, _ things: [Thing], _ facts: (Thing) -> [(String, Double?)]
  ) {
    let columns = things.map(facts)
    guard let first = columns.first else { return }
    let rows = first.indices.map { row in
      [first[row].0] + columns.map { column in column[row].1.map { readable($0, digits: 3) } ?? "-" }
    }
    parts.append(Part(title: title, rows: [[title] + things.map(\.name)] + rows))
  }

  /// Adds a part with a row for each of some columns of values, if there are any: how they are distributed.
  private mutating func addRows(_ title: String, _ columns: [FactTables.Column]) {
    guard !columns.isEmpty else { return }
    let shares = [5, 25, 50, 75, 95]
    let rows = columns.map { column in
      let facts = SampleFacts(column.sample)
      let quantiles = shares.map { facts.quantile(Double($0) / 100) }
      let absent = column.looks > 0 ? 1 - Double(facts.count) / Double(column.looks) : nil
      return [column.name, "\(facts.count)"]
        + (quantiles + [absent]).map { $0.map { readable($0, digits: 3) } ?? "-" }
    }
    let head = [title, "looks"] + shares.map { "\($0) %" } + ["share without"]
    parts.append(Part(title: title, rows: [head] + rows))
  }
}

/// Something that facts are told of, under a name.
protocol Named {
  /// The head of its column.
  var name: String { get }
}

extension PriceSeries: Named {}
