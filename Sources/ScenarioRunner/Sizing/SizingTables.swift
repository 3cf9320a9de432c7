// The answer as tables: what was found, every seed, the response, the audit, the confirmation, the assumed inputs.

import SimEngine

/// The tables of a result, and its run.json.
struct SizingTables {
  private let result: SizingResult
  private var plan: SizingPlan { result.plan }

  init(_ result: SizingResult) { self.result = result }

  /// Every table, in the order of the result.
  var all: [MetricTable] {
    [size, thresholds, response, audit, shares, tests, confirmation, sensitivities].compactMap(\.self)
  }

  /// The column of the value that is varied.
  private func valueColumn(key: Bool = false, _ meaning: String) -> MetricColumn {
    MetricColumn("value", .real, unit: plan.grid.unit, key: key, meaning)
  }

  // MARK: What was found

  private var size: MetricTable {
    var table = MetricTable(
      name: "size", meaning: "The answer: a row a figure.",
      columns: [
        MetricColumn("item", .text, key: true, "The figure."),
        MetricColumn("figure", .real, "What it came to, in its unit; empty where it is not defined."),
        MetricColumn("unit", .text, "Its unit."),
      ])
    let add = { (table: inout MetricTable, name: String, figure: Double?, unit: String) in
      table.append([
        .text(name), figure.map { .real($0) } ?? .missing, unit.isEmpty ? .missing : .text(unit),
      ])
    }
    for (name, figure, unit) in SizingFigureList(result).rows { add(&table, name, figure, unit) }
    return table
  }

  // MARK: Seeds and response

  private var thresholds: MetricTable? {
    if result.thresholds.isEmpty { return nil }
    let least = plan.grid.values[0]
    var table = MetricTable(
      name: "thresholds", meaning: "The smallest value of the range that meets the target, seed by seed.",
      columns: [
        MetricColumn("seed", .integer, key: true, "The replication, counted from 0."),
        valueColumn("The threshold; empty where no value of the range meets the target."),
        MetricColumn(
          "state", .text,
          "found; at-low-end where the least value of the range is enough; censored where none is."),
      ])
    for (seed, value) in result.thresholds.enumerated() {
      let state = value.map { $0 == least ? "at-low-end" : "found" } ?? "censored"
      table.append([.integer(Int64(seed)), value.map { .real($0) } ?? .missing, .text(state)])
    }
    return table
  }

  /// The share of seeds served by each threshold, and by both ends.
  private var response: MetricTable? {
    guard result.estimate.method == .thresholds else { return nil }
    let curve = ResponseCurve(thresholds: result.thresholds)
    let ends = [plan.grid.values[0], plan.grid.values[plan.grid.values.count - 1]]
    let values = (result.thresholds.compactMap(\.self) + ends).sorted()
      .reduce(into: [Double]()) { if $0.last != $1 { $0.append($1) } }
    var table = MetricTable(
      name: "response",
      meaning:
        "The share of seeds whose threshold a value reaches, with the band that holds the whole curve.",
      columns: [
        valueColumn(key: true, "The value."),
        MetricColumn("share", .real, "The share of seeds that meet the target at the value."),
        MetricColumn("band_low", .real, "Lower edge of the 95 % band (Dvoretzky-Kiefer-Wolfowitz)."),
        MetricColumn("band_high", .real, "Upper edge of the band."),
      ])
    for value in values {
      let share = curve.share(at: value)
      table.append([
        .real(value), .real(share), .real(max(0, share - curve.halfBand)),
        .real(min(1, share + curve.halfBand)),
      ])
    }
    return table
  }

  // MARK: Why it may be believed

  private var audit: MetricTable? {
    guard let audit = result.audit else { return nil }
    var table = MetricTable(
      name: "audit", meaning: "What the figure of the target comes to for every tenth seed at some values.",
      columns: [
        valueColumn(key: true, "The value."), MetricColumn("seeds", .integer, "Seeds that were tried."),
        MetricColumn("met", .integer, "How many of them meet the target."),
        MetricColumn("p05", .real, "5 % quantile of the figure over these seeds."),
        MetricColumn("p50", .real, "Its median."), MetricColumn("p95", .real, "Its 95 % quantile."),
      ])
    for row in audit.rows {
      let sorted = row.figures.compactMap(\.self).sorted()
      let quantiles = [0.05, 0.5, 0.95].map { probability -> MetricValue in
        Statistics.quantile(probability, ofSorted: sorted).map { .real($0) } ?? .missing
      }
      table.append(
        [
          .real(plan.grid.values[row.step]), .integer(Int64(row.figures.count)),
          .integer(Int64(row.metCount)),
        ] + quantiles)
    }
    return table
  }

  /// The shares of seeds that stand in for thresholds; nil where thresholds can be believed.
  private var shares: MetricTable? {
    guard !result.shares.isEmpty else { return nil }
    var table = MetricTable(
      name: "shares", meaning: "How many seeds meet the target at some values, and the rising shares.",
      columns: [
        valueColumn(key: true, "The value."), MetricColumn("met", .integer, "Seeds that meet the target."),
        MetricColumn("share", .real, "Their share."),
        MetricColumn("rising", .real, "The nearest share that never falls."),
      ])
    let shares = result.shares.map { Double($0.met) / Double(plan.seeds) }
    for (row, rising) in zip(result.shares, Statistics.risingFit(of: shares)) {
      table.append([
        .real(row.value), .integer(Int64(row.met)), .real(Double(row.met) / Double(plan.seeds)),
        .real(rising),
      ])
    }
    return table
  }

  /// What tests decided; nil where thresholds did.
  private var tests: MetricTable? {
    guard !result.decisions.isEmpty else { return nil }
    var table = MetricTable(
      name: "tests", meaning: "What sequential tests decided of the values that were tried.",
      columns: [
        valueColumn(key: true, "The value."),
        MetricColumn("seeds", .integer, "Seeds that the decision took."),
        MetricColumn("met", .integer, "How many of them meet the target."),
        MetricColumn(
          "outcome", .text, "sufficient, insufficient, or undecided where the seeds did not suffice."),
      ])
    for decision in result.decisions {
      table.append([
        .real(plan.grid.values[decision.step]), .integer(Int64(decision.seeds)),
        .integer(Int64(decision.metCount)), .text(decision.outcome.rawValue),
      ])
    }
    return table
  }

  private var confirmation: MetricTable? {
    guard let confirmation = result.confirmation else { return nil }
    var table = MetricTable(
      name: "confirmation", meaning: "What fresh seeds come to at the recommended value.",
      columns: [
        MetricColumn("seed", .integer, key: true, "The replication."),
        MetricColumn("figure", .real, "The figure of the target."),
        MetricColumn("met", .integer, "1 if it meets the target, else 0."),
        MetricColumn("paid_nbt", .real, unit: "NBT", "What the pool paid; empty where there is none."),
      ])
    for (index, figure) in confirmation.figures.enumerated() {
      table.append([
        .integer(Int64(plan.seeds + index)), figure.map { .real($0) } ?? .missing,
        .integer(plan.target.holds(figure) ? 1 : 0), confirmation.paid[index].map { .real($0) } ?? .missing,
      ])
    }
    return table
  }

  private var sensitivities: MetricTable? {
    guard !result.sensitivities.isEmpty else { return nil }
    var table = MetricTable(
      name: "assumed", meaning: "The sufficient value where an assumed input is another, by fewer seeds.",
      columns: [
        MetricColumn("path", .text, key: true, "The input."),
        MetricColumn("input", .text, key: true, "What it was set to."),
        valueColumn("The sufficient value; empty where the range has none."),
        MetricColumn("base", .real, unit: plan.grid.unit, "The sufficient value as the scenario stands."),
        MetricColumn("seeds", .integer, "Seeds of both."),
      ])
    for one in result.sensitivities {
      for (input, value) in zip(one.inputs, one.values) {
        table.append([
          .text(one.path), .text(input), value.map { .real($0) } ?? .missing,
          one.base.map { .real($0) } ?? .missing, .integer(Int64(one.seeds)),
        ])
      }
    }
    return table
  }

  // MARK: run.json

  /// The content of run.json, without the list of files.
  static func record(_ result: SizingResult) -> JSONText {
    let plan = result.plan
    return [
      "name": .string(plan.base.name), "engine_version": .string(EngineVersion.current),
      "description": .string(plan.base.description), "plan_sha256": .string(plan.hash),
      "seed": .integer(Int128(plan.base.seed)), "seeds": .integer(Int128(plan.seeds)),
      "status": .string(result.cutShortCount == 0 ? "complete" : "limited"),
      "runs": .integer(Int128(result.runCount)), "answer": SizingFigureList(result).json,
      "scenario": JSONText(plan.tree),
    ]
  }
}

/// The figures of an answer by their names, for size.csv, run.json and `--json`.
public struct SizingFigureList {
  private let result: SizingResult

  /// The figures of an answer.
  public init(_ result: SizingResult) { self.result = result }

  /// Name, figure and unit of each; a figure that is not defined is nil.
  var rows: [(name: String, figure: Double?, unit: String)] {
    let (plan, estimate) = (result.plan, result.estimate)
    let (unit, coin) = (plan.grid.unit, plan.base.token.asset.symbol)
    let confirmation = result.confirmation
    let perMinute = result.recommended.flatMap(result.coinsPerMinute)
    let grant = result.grant
    var rows: [(name: String, figure: Double?, unit: String)] = [
      ("recommended", result.recommended, unit), ("exact", estimate.value, unit),
      ("interval_low", estimate.low, unit), ("interval_high", estimate.high, unit),
      ("interval_coverage", estimate.coverage, ""), ("confidence", plan.confidence, ""),
      ("seeds", Double(plan.seeds), ""), ("censored_seeds", Double(result.censoredCount), ""),
      ("audit_seeds", result.audit.map { Double($0.seeds) }, ""),
      ("audit_comparisons", result.audit.map { Double($0.comparisons) }, ""),
      ("audit_reversals", result.audit.map { Double($0.reversals) }, ""),
      ("confirmed_share", confirmation?.share, ""),
      ("confirmed_low", confirmation?.interval.lowerBound, ""),
      ("confirmed_high", confirmation?.interval.upperBound, ""),
      ("cost_of_one_percent_more", result.costOfOnePercentMore, unit),
      ("cost_of_ten_percent_more_depth", result.costOfTenPercentMoreDepth, unit),
    ]
    if plan.range.path == SizingSettings.rewardPath {
      rows += [
        ("per_minute", perMinute, "\(coin)/min"), ("per_month", perMinute.map { $0 * 43_200 }, coin),
        ("grant_rewards", grant?.rewards, coin), ("grant_operator_fee", grant?.operatorFee, coin),
        ("grant_contingency", grant?.contingency, coin), ("grant_roll_over", grant?.rollOver, coin),
        ("grant_total", grant?.total, coin), ("cliff", plan.guess?.cliffPerMinute, "\(coin)/min"),
        ("analytic_guess", plan.guess?.rewardPerMinute, "\(coin)/min"),
      ]
    }
    rows += [
      ("paid_mean", confirmation?.meanPaid, coin), ("paid_most", confirmation?.meanMaximum, coin),
      ("paid_mean_usd", confirmation?.meanPaidUSD, "USD"),
      ("usd_per_usd_day_of_depth", result.dollarsPerDollarDay, ""),
    ]
    return rows
  }

  /// The question and the figures as one object.
  public var json: JSONText {
    let plan = result.plan
    let question: JSONText = [
      "vary": .string(plan.range.path), "from": .string(plan.grid.text(0)),
      "to": .string(plan.grid.text(plan.grid.values.count - 1)), "target": .string(plan.target.text),
      "method": .string(result.estimate.method.rawValue),
    ]
    return rows.reduce(question) { $0.adding($1.name, $1.figure.map(JSONText.real) ?? .null) }
  }
}
