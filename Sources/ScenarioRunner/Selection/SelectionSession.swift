// From a path to the published choice among designs: what `simrun select` does.

import Foundation
import SimEngine

/// What somebody asks for when he has designs compared.
public struct SelectionOptions: Sendable {
  /// The designs are the points of a sweep, which draw the same.
  public var sweep = SweepOptions()
  /// By what they are compared.
  public var figure: SelectionFigure
  /// Whether the least is best, not the most.
  public var wantsLeast = false
  /// How sure the selection has to be.
  public var rules: SelectionRules
  /// The most replications of a design.
  public var limit = 1_000

  /// Defaults but for what has none.
  public init(figure: SelectionFigure, rules: SelectionRules) {
    self.figure = figure
    self.rules = rules
  }
}

/// Designs that were loaded and checked, whose comparison has a place to go; see `RunSession` for the three steps.
public struct SelectionSession: Sendable {
  /// The designs.
  public let plan: SweepPlan
  /// The folder of the result, as it will be shown.
  public let outputPath: String
  /// What was asked for.
  public let options: SelectionOptions
  private let journal: ReplicationJournal?
  private let begin = Date()
  /// Replications that are simulated at one time, so that several threads have work; the choice does not depend on it.
  private static let batch = 10

  /// Loads a scenario, makes the designs, and finds out whether the result could be written.
  /// - Throws: `ScenarioError` or `OutputError`; both mean that nothing ran.
  public static func prepare(
    _ path: String, _ options: SelectionOptions, _ registry: ModelRegistry = .standard
  ) throws -> SelectionSession {
    let run = options.sweep.run
    let loaded = try ScenarioLoader().load(path, overrides: run.overrides)
    let design = options.sweep.axes.isEmpty ? nil : SweepDesign(options.sweep.axes)
    let plan = try SweepPlan(loaded, varying: design, registry)
    try refuseNoChoice(among: plan)
    try refuseUnknownFigures(of: options.figure, plan)
    let folder = run.outputPath ?? "results/\(plan.base.name)"
    try ResultFolder(path: folder).checkWritable(force: run.force)
    return SelectionSession(plan, options, folder)
  }

  private init(_ plan: SweepPlan, _ options: SelectionOptions, _ folder: String) {
    (self.plan, self.options, outputPath) = (plan, options, folder)
    journal = .ofThisProgram(
      beside: folder, plan: "select \(plan.hash)", count: options.limit * plan.points.count)
  }

  /// One design alone, or the same one twice, is no choice.
  private static func refuseNoChoice(among plan: SweepPlan) throws(ScenarioError) {
    let designs = plan.points.map { $0.values.joined(separator: ", ") }
    if designs.count < 2 {
      throw ScenarioError(
        Diagnostic(
          "there is one design, \(designs[0]), and nothing to choose from",
          help: "give two or more values: --sweep PATH=VALUE,VALUE"))
    }
    if let twice = designs.indices.first(where: { designs[..<$0].contains(designs[$0]) }) {
      throw ScenarioError(
        Diagnostic("the design \(designs[twice]) is there twice", help: "give each value once"))
    }
  }

  private static func refuseUnknownFigures(
    of figure: SelectionFigure, _ plan: SweepPlan
  ) throws(ScenarioError) {
    for point in plan.points {
      let known = try Replication.figureNames(of: point.scenario)
      for name in figure.names where !known.contains(name) {
        throw ScenarioError(
          Diagnostic(
            "\(quoted(name)) is no figure of the scenario at \(point.values.joined(separator: ", "))",
            help: nearest(to: name, among: known).map { "did you mean \(quoted($0))?" }
              ?? "summary.csv lists the figures of a result"))
      }
    }
  }

  /// How many runs were finished by a session that was cut off, and are not done again.
  public var finishedCount: Int { journal?.finished.count ?? 0 }
  /// How many runs are kept for a session to come, should this one be cut off now.
  public var keptCount: Int { journal?.keptCount ?? 0 }
  /// Why finished runs are not kept, if that is so.
  public var keepingFailure: OutputError? { journal?.failure }

  /// Runs designs until one is left, or the limit is reached.
  /// - Parameter observer: Told how many runs are done and of how many designs it is still undecided; false stops.
  /// - Returns: The comparison; nil when it was stopped.
  /// - Throws: `OutputError` when a run does not define the figure.
  public func compare(
    observer: @escaping @Sendable (_ runs: Int, _ designs: Int) -> Bool = { _, _ in true }
  ) throws -> DesignSelection? {
    var selection = DesignSelection(designs: plan.points.count, options.rules)
    var done = 0
    var runs = 0
    while selection.selected == nil || done == 0, done < options.limit {
      let wanted = done == 0 ? options.rules.firstReplications : Self.batch
      let replications = done..<min(options.limit, done + wanted)
      let designs = selection.survivors
      let jobs = replications.flatMap { replication in designs.map { (replication, $0) } }
      let known = runs
      guard let figures = try simulate(jobs, { observer(known, designs.count) }) else { return nil }
      for (place, _) in replications.enumerated() {
        let row = figures[(place * designs.count)..<((place + 1) * designs.count)]
        let left = selection.survivors
        if left.count == 1, done > 0 || place > 0 { break }
        selection.add(zip(designs, row).filter { left.contains($0.0) }.map(\.1))
      }
      done = replications.upperBound
      runs += jobs.count
    }
    return selection
  }

  /// The figures of some runs, larger ones better; nil when it was stopped.
  private func simulate(
    _ jobs: [(replication: Int, design: Int)], _ goesOn: @escaping @Sendable () -> Bool
  ) throws -> [Double]? {
    let results = ResultTable(count: jobs.count)
    WorkQueue.forEach(Array(jobs.indices), workers: max(1, options.sweep.run.workers)) { place in
      results.fill(place, with: result(jobs[place], goesOn))
    }
    let all = try results.all()
    guard all.count == jobs.count, all.allSatisfy({ $0.status != .interrupted }) else { return nil }
    return try zip(jobs, all).map { job, result in
      guard let value = options.figure.value(in: result.summary) else {
        throw OutputError(
          .writing,
          "\(options.figure) is not defined in replication \(job.replication) of point \(job.design)",
          help: "compare by a figure that every run has, such as a share of time")
      }
      return options.wantsLeast ? -value : value
    }
  }

  private func result(
    _ job: (replication: Int, design: Int), _ goesOn: @escaping () -> Bool
  ) -> Result<ReplicationResult, ScenarioError> {
    Result { () throws(ScenarioError) in
      let number = job.replication * plan.points.count + job.design
      if let kept = journal?.finished[UInt64(number)] { return kept }
      let scenario = plan.points[job.design].scenario
      let result = try Replication.simulate(scenario, run: UInt64(job.replication)) { _ in goesOn() }
        .withoutTables.numbered(number)
      journal?.keep(result)
      return result
    }
  }

  /// Writes the result, whole or not at all.
  /// - Returns: What could not be tidied up afterwards; the result itself is in place.
  public func publish(_ selection: DesignSelection) throws(OutputError) -> OutputError? {
    let files = SelectionFiles(self, selection).files(
      provenance: .provenance(of: options.sweep.run, since: begin))
    let leftover = try ResultFolder(path: outputPath).publish(files.files, force: options.sweep.run.force)
    return leftover ?? journal?.remove()
  }
}
