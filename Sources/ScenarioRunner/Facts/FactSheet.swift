// The stylised facts of a run beside those of data: prices, the peg, books, and the arrival of orders.

import SimEngine

/// All facts that the tables of one run tell.
public struct FactSheet: Sendable {
  /// The parts, in order; those of which the run tells nothing are left out.
  public private(set) var parts: [FactPart] = []

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
    let tables = try FactTables(folder: folder)
    let recorded = try data.map { path throws(ScenarioError) in try PriceSeries.recorded(in: path) }
    let series = tables.coins + tables.tokens + (recorded.map { [$0] } ?? [])
    var step = 0.0
    for one in series { step = max(step, try one.step()) }
    for one in series { try one.check(step: step) }
    self.init(tables, beside: recorded, step: step)
  }

  /// The facts of some tables at steps of so many seconds; series too short for them are left out.
  /// - Parameter data: Recorded prices, which stand beside those of their kind; they have been checked at that step.
  init(_ tables: FactTables, beside data: PriceSeries? = nil, step: Double) {
    addPrices(tables.coins, tables.tokens, data, step: step)
    add("looks at the book", tables.books.map { FactSubject(name: $0.name, facts: $0.sideFacts) })
    add("spread in bp of the middle", tables.books.map(\.spreads.subject), isListed: true)
    add("coins a bp of distance from the peg", tables.depth.subjects)
    add("coins in each round of the pool", tables.rounds.map(\.subject), isListed: true)
    add("orders of takers", tables.flows.map { FactSubject(name: $0.name, facts: $0.facts) })
  }

  /// The facts of recorded prices alone, which have been checked at that step.
  init(data: PriceSeries, step: Double) { addPrices([], [], data, step: step) }

  private mutating func addPrices(
    _ coins: [PriceSeries], _ tokens: [PriceSeries], _ data: PriceSeries?, step: Double
  ) {
    let pegged = data.flatMap { $0.isPegged ? $0 : nil }
    let even = { (series: [PriceSeries], data: PriceSeries?) in
      (series + (data.map { [$0] } ?? [])).map { $0.resampled(every: step) }
        .filter { $0.prices.count > FactSheet.fewestReturns }
    }
    let free = even(coins, pegged == nil ? data : nil)
    let steps = "every \(readable(step)) s"
    add("quote coin \(steps)", free.map { FactSubject(name: $0.name, facts: $0.returnFacts) })
    let fixed = even(tokens, pegged)
    add("pegged coin \(steps)", fixed.map { FactSubject(name: $0.name, facts: $0.returnFacts) })
    add("deviation from the peg", fixed.map { FactSubject(name: $0.name, facts: $0.pegFacts(step: step)) })
  }

  private mutating func add(_ title: String, _ subjects: [FactSubject], isListed: Bool = false) {
    if !subjects.isEmpty { parts.append(FactPart(title, subjects, isListed: isListed)) }
  }
}

extension PriceSeries {
  /// The step from one price to the next that lies in the middle of all.
  /// - Throws: Below two prices.
  func step() throws(ScenarioError) -> Double {
    guard let step = medianStep else {
      throw ScenarioError(Diagnostic("\(name) has fewer than two prices"))
    }
    return step
  }

  /// Makes sure that facts can be told of the series at steps of so many seconds.
  func check(step: Double) throws(ScenarioError) {
    guard span / step <= FactSheet.mostSteps else {
      let message = "\(name) spans more than ten million steps of \(readable(step)) s"
      throw ScenarioError(Diagnostic(message, help: "leave out gaps"))
    }
    try FactSheet.check(prices: Int(span / step) + 1, of: name, step: step)
  }
}

extension FactSheet {
  /// Makes sure that so many prices are enough.
  static func check(prices: Int, of name: String, step: Double) throws(ScenarioError) {
    guard prices <= fewestReturns else { return }
    throw ScenarioError(
      Diagnostic(
        "\(name) has \(prices) prices at steps of \(readable(step)) s, too few for facts: "
          + "\(fewestReturns + 1) at least",
        help: "take a longer run, a shorter \"metrics.every\", or data of shorter steps"))
  }
}
