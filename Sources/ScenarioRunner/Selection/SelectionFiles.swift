// The files that say which design was selected, and by what.

import SimEngine

/// Puts the result of a selection together.
struct SelectionFiles {
  private let plan: SweepOutline
  private let options: SelectionOptions
  private let selection: DesignSelection

  init(_ session: SelectionSession, _ selection: DesignSelection) {
    (plan, options) = (session.plan.outline, session.options)
    self.selection = selection
  }

  func files(provenance: JSONText?) -> ResultFiles {
    ResultFiles(
      name: plan.name, description: plan.description, tables: [designs, runs], run: record,
      provenance: provenance)
  }

  /// The sign under which larger values were better.
  private var sign: Double { options.wantsLeast ? -1 : 1 }

  private var designs: MetricTable {
    var table = MetricTable(
      name: "designs", meaning: "The designs that were compared.",
      columns: [MetricColumn("point", .integer, key: true, "The design, counted from 0.")]
        + plan.axes.map { MetricColumn($0, .text, "The value of \($0).") } + [
          MetricColumn("replications", .integer, "Replications of the design."),
          MetricColumn("mean", .real, "Mean of the figure over its replications."),
          MetricColumn("sd", .real, "Sample standard deviation."),
          MetricColumn("outcome", .text, "selected, out, or left where the limit came first."),
          MetricColumn("out_after", .integer, "Replications after which it was ruled out."),
          MetricColumn("out_by", .integer, "The design that was better."),
        ])
    for (index, point) in plan.points.enumerated() {
      var moments = WelfordAccumulator()
      for value in selection.figures[index] { moments.add(sign * value) }
      let elimination = selection.eliminations[index]
      let outcome = elimination != nil ? "out" : selection.selected == index ? "selected" : "left"
      table.append(
        [.integer(Int64(index))] + point.map(MetricValue.text) + [
          .integer(Int64(moments.count)), moments.mean.map { .real($0) } ?? .missing,
          moments.standardDeviation.map { .real($0) } ?? .missing, .text(outcome),
          elimination.map { .integer(Int64($0.after)) } ?? .missing,
          elimination.map { .integer(Int64($0.by)) } ?? .missing,
        ])
    }
    return table
  }

  private var runs: MetricTable {
    var table = MetricTable(
      name: "runs", meaning: "The figure of each replication of each design.",
      columns: [
        MetricColumn("point", .integer, key: true, "The design."),
        MetricColumn(
          "replication", .integer, key: true, "The replication, which draws the same for every design."),
        MetricColumn("value", .real, "The figure by which designs are compared."),
      ])
    for (design, values) in selection.figures.enumerated() {
      for (replication, value) in values.enumerated() {
        table.append([.integer(Int64(design)), .integer(Int64(replication)), .real(sign * value)])
      }
    }
    return table
  }

  private var record: JSONText {
    plan.json.adding(
      "selection",
      [
        "figure": .string("\(options.figure)"), "best": .string(options.wantsLeast ? "least" : "most"),
        "indifference": .real(options.rules.indifference), "confidence": .real(options.rules.confidence),
        "first_replications": .integer(Int128(options.rules.firstReplications)),
        "limit": .integer(Int128(options.limit)),
        "selected": selection.selected.map { .integer(Int128($0)) } ?? .null,
      ])
  }
}
