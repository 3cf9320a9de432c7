// What a stress test found, as measures and as `stress.csv`.

public import SimEngine

/// The measures of a stress test.
public struct StressResult: Sendable {
  /// The measures: the peg, what depth cost, when and how often the peg failed, who left.
  public let measures: [StressMeasure]

  /// Compares the two points of a sweep that `SweepOptions.comparesShocks` made.
  public init(_ sweep: SweepResult) {
    self.init(
      calm: sweep.results(ofPoint: StressDesign.calm).map(\.summary),
      shocked: sweep.results(ofPoint: StressDesign.shocked).map(\.summary))
  }

  /// Compares the figures of runs without shocks with those of runs that drew the same with them; shape [replications][figures].
  init(calm: [[SummaryMetric]], shocked: [[SummaryMetric]]) {
    let reserves = (calm.first ?? []).map(\.name)
      .filter { $0.hasPrefix("reserve.") && $0.hasSuffix(".cost_of_depth_bp_per_d") }
    let failures = ["depegged", "broken"].flatMap { event in
      ["peg", "sale"].map { "\($0).\(event)_after_shock_d" }
    }
    let means = { (names: [String]) in names.compactMap { StressMeasure(meanOf: $0, calm, shocked) } }
    measures =
      means(["peg", "sale", "executable"].map { "\($0).time_within_100bp" })
      + means(["depth.cost_of_rewards_bp_per_d"] + reserves)
      + failures.compactMap { StressMeasure(waitFor: $0, calm, shocked) }
      + failures.compactMap { StressMeasure(probabilityOf: $0, calm, shocked) }
      + means([
        "stress.providers_count", "stress.providers_out_24h_share", "stress.provided_out_24h_share",
      ])
  }

  /// The table.
  public var table: MetricTable {
    var table = MetricTable(
      name: "stress",
      meaning: "What the shocks did: figures without and with them, of runs that drew the same.",
      columns: [
        MetricColumn("metric", .text, key: true, "The figure."),
        MetricColumn(
          "statistic", .text, key: true,
          "mean; median: time by which it had happened in half of the replications (Kaplan and Meier); "
            + "share: of replications in which it happened."),
        MetricColumn("unit", .text, "The unit of the columns calm to difference_high."),
        MetricColumn(
          "n", .integer, "Replications that count: for a mean those in which both points define it."),
      ]
        + [
          ("calm", "Without the shocks."), ("shocked", "With the shocks."),
          ("difference", "With the shocks less without them; of means pair by pair."),
        ].flatMap { name, meaning in
          [
            MetricColumn(name, .real, meaning),
            MetricColumn("\(name)_low", .real, "Lower bound of its 95 % interval."),
            MetricColumn("\(name)_high", .real, "Upper bound of its 95 % interval."),
          ]
        })
    for measure in measures {
      let estimates = [measure.calm, measure.shocked, measure.difference]
      table.append(
        [
          .text(measure.figure), .text(measure.statistic.rawValue),
          measure.unit.isEmpty ? .missing : .text(measure.unit), .integer(Int64(measure.count)),
        ] + estimates.flatMap { [$0.value.asReal, $0.low.asReal, $0.high.asReal] })
    }
    return table
  }
}
