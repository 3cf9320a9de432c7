// `simrun select`: runs designs against each other until one of them is best with a stated probability.

import ScenarioRunner
import SimEngine
import Synchronization

/// Compares the points of a grid by one figure.
struct SelectCommand {
  private let console: RunConsole
  private var arguments: Arguments { console.arguments }

  init(_ arguments: Arguments) { console = RunConsole(arguments) }

  /// Does it; the exit code: 0, or 1 when the limit came before the choice.
  func execute() throws -> Int32 {
    let session = try SelectionSession.prepare(arguments.operands[0], try options())
    try console.sayGoingOn(session.finishedCount, of: "runs")
    let interruption = Interruption.watched()
    let shown = Mutex(0)
    let selection = try session.compare { runs, designs in
      // A line a batch; progress that cannot be shown is no reason to stop.
      let isNews = shown.withLock { last in
        defer { last = runs }
        return runs > last
      }
      if console.showsProgress, isNews {
        try? TextStream.error.write("\(runs) runs, \(designs) designs left\n")
      }
      return !interruption.isRequested
    }
    if let code = interruption.exitCode {
      try console.sayInterrupted(keeping: session.keptCount, of: "runs", session.keepingFailure)
      return code
    }
    guard let selection else { return 3 }
    try console.warn(of: session.publish(selection))
    if !arguments.has(.quiet) {
      try TextStream.output.write(text(session, selection))
    }
    return selection.selected == nil ? 1 : 0
  }

  private func options() throws -> SelectionOptions {
    guard let figure = arguments.text(.figure) else { throw UsageError.missingOption(.figure, of: .select) }
    guard let zone = arguments.text(.indifference).flatMap(Double.init) else {
      throw UsageError.missingOption(.indifference, of: .select)
    }
    let confidence = arguments.text(.confidence).flatMap(Double.init) ?? 0.95
    guard confidence > 0.5, confidence < 1 else { throw UsageError.confidenceOutOfRange }
    var options = SelectionOptions(
      figure: SelectionFigure(figure), rules: SelectionRules(indifference: zone, confidence: confidence))
    options.sweep = try arguments.sweepOptions()
    options.wantsLeast = arguments.has(.least)
    options.limit = arguments.number(.limit).map { Int($0) } ?? options.limit
    return options
  }

  // MARK: What is printed

  private func text(_ session: SelectionSession, _ selection: DesignSelection) -> String {
    let plan = session.plan
    let sign = session.options.wantsLeast ? -1.0 : 1
    var rows = [["  point"] + plan.design.axes.map(\.path) + ["runs", "mean", "outcome"]]
    for (index, point) in plan.points.enumerated() {
      let mean = selection.mean(of: index).map { "\(Self.significant(sign * $0))" } ?? "-"
      rows.append(
        ["  \(index)"] + point.values + [
          "\(selection.figures[index].count)", mean, outcome(of: index, selection),
        ])
    }
    let alignments: [TextTable.Alignment] =
      [.left] + plan.design.axes.map { _ in .left } + [.right, .right, .left]
    let runs = selection.figures.reduce(0) { $0 + $1.count }
    let lines =
      [
        console.style.bold(plan.base.name)
          + ": \(plan.points.count) designs by \(session.options.figure), \(runs) runs, seed \(plan.base.seed)",
        "",
      ] + TextTable(rows: rows, alignments: alignments).lines
      + ["", "The result is in \(session.outputPath)/.", console.style.bold(verdict(session, selection))]
    return lines.joined(separator: "\n") + "\n"
  }

  private func outcome(of design: Int, _ selection: DesignSelection) -> String {
    if let out = selection.eliminations[design] { return "out after \(out.after), no better than \(out.by)" }
    return selection.selected == design ? "best" : "left"
  }

  private func verdict(_ session: SelectionSession, _ selection: DesignSelection) -> String {
    let rules = session.options.rules
    let percent = Readable.rounded(rules.confidence * 100, places: 1)
    guard let best = selection.selected else {
      return
        "Undecided after \(session.options.limit) replications: \(selection.survivors.count) designs are left. "
        + "Raise --limit, or the --indifference of \(rules.indifference)."
    }
    return
      "Point \(best) has the \(session.options.wantsLeast ? "least" : "most") \(session.options.figure): "
      + "right with \(percent) % probability if it leads by \(rules.indifference) or more."
  }

  /// Four digits that count.
  private static func significant(_ value: Double) -> Double {
    guard value != 0 else { return 0 }
    let magnitude = Int((DeterministicMath.log(value.magnitude) / DeterministicMath.log(10)).rounded(.down))
    let scale = DeterministicMath.pow(10, Double(3 - magnitude))
    return (value * scale).rounded() / scale
  }
}
