// From a path to the published answer: what `simrun size` does.

import Foundation
import SimEngine

/// How far a search has come.
public struct SizingProgress: Sendable {
  /// What is being done: "thresholds", "audit".
  public let phase: String
  /// Seeds that are done, and all seeds of the phase.
  public let done: Int
  public let total: Int
}

/// A question that was loaded and checked and whose answer has a place to go; see `RunSession` for the three steps.
public struct SizingSession: Sendable {
  /// The question, and what each run is.
  public let plan: SizingPlan
  /// The folder of the result, as it will be shown.
  public let outputPath: String
  private let options: SizingOptions
  private let journal: ReplicationJournal?
  private let begin = Date()

  /// Loads a scenario, makes the plan, and finds out whether the result could be written.
  /// - Throws: `ScenarioError` or `OutputError`; both mean that nothing ran.
  public static func prepare(
    _ path: String, _ options: SizingOptions, _ registry: ModelRegistry = .standard
  ) throws -> SizingSession {
    let loaded = try ScenarioLoader().load(path, overrides: options.run.overrides)
    return try SizingSession(SizingPlan(loaded, options, registry), options)
  }

  private init(_ plan: SizingPlan, _ options: SizingOptions) throws {
    (self.plan, self.options) = (plan, options)
    let target = options.run.outputPath ?? "results/\(plan.base.name)-size"
    outputPath = target
    try ResultFolder(path: target).checkWritable(force: options.run.force)
    journal = .ofThisProgram(beside: target, plan: plan.hash, count: plan.runCount)
  }

  /// How many runs were finished by a session that was cut off, and are not done again.
  public var finishedCount: Int { journal?.finished.count ?? 0 }
  /// How many runs are kept for a session to come, should this one be cut off now.
  public var keptCount: Int { journal?.keptCount ?? 0 }
  /// Why finished runs are not kept, if that is so.
  public var keepingFailure: OutputError? { journal?.failure }

  /// Seeks the value, audits the search, confirms what is recommended and examines the assumed inputs.
  /// - Parameters:
  ///   - goesOn: Asked now and then, from any thread; false ends the search without an answer.
  ///   - report: Told how far it has come, from any thread.
  /// - Returns: The answer; nil where the search was ended.
  /// - Throws: What is wrong with the scenario at a value that was not tried before the first run.
  public func solve(
    goesOn: @escaping @Sendable () -> Bool = { true },
    report: @escaping @Sendable (SizingProgress) -> Void = { _ in }
  ) throws(ScenarioError) -> SizingResult? {
    do throws(SizingStop) {
      return try answer(SizingRuns(plan, journal, goesOn: goesOn), report)
    } catch {
      switch error {
      case .interrupted: return nil
      case .scenario(let error): throw error
      }
    }
  }

  /// Writes the result, whole or not at all.
  /// - Returns: What could not be tidied up afterwards; the result itself is in place.
  public func publish(_ result: SizingResult) throws(OutputError) -> OutputError? {
    let files = ResultFiles(
      name: plan.base.name, description: plan.base.description, tables: SizingTables(result).all,
      drawings: drawing(of: result), run: SizingTables.record(result),
      provenance: .provenance(of: options.run, since: begin))
    let leftover = try ResultFolder(path: outputPath).publish(files.files, force: options.run.force)
    return leftover ?? journal?.remove()
  }

  private func drawing(of result: SizingResult) -> [ResultFile] {
    ResponseDrawing.svg(of: result).map { [ResultFile(name: "response.svg", bytes: $0)] } ?? []
  }

  // MARK: The search

  private func answer(
    _ runs: SizingRuns, _ report: @escaping @Sendable (SizingProgress) -> Void
  ) throws(SizingStop) -> SizingResult {
    let main = solver(0, runs, report)
    let solution: SizingSolution
    if let indifference = plan.indifference {
      solution = try main.solve(seeds: plan.seeds, indifference: indifference)
    } else {
      solution = try main.solve(seeds: plan.seeds)
    }
    let values = solution.thresholds.map { $0.map { plan.grid.values[$0] } }
    let fewest = try fewestSeeds(values, solution.estimate, runs, report)
    return SizingResult(
      plan: plan, thresholds: values, audit: solution.audit, estimate: solution.estimate,
      shares: solution.shares.map { (plan.grid.values[$0.step], $0.met) }, decisions: solution.decisions,
      confirmation: try confirmation(of: solution.estimate, main, runs),
      sensitivities: try sensitivities(fewest, solution.estimate, runs, report),
      costOfTenPercentMoreDepth: try costOfTenPercentMoreDepth(fewest, solution.estimate, runs, report),
      runCount: runs.count, cutShortCount: runs.cutShortCount)
  }

  private func solver(
    _ variant: Int, _ runs: SizingRuns, from guess: Double? = nil, target: SizingTarget? = nil,
    _ report: @escaping @Sendable (SizingProgress) -> Void
  ) -> SizingSolver {
    let figure = plan.target.figure
    let values = plan.grid.values
    let middle = values[values.count / 2]
    let analytic = plan.range.path == SizingSettings.rewardPath ? plan.guess?.rewardPerMinute : nil
    return SizingSolver(
      grid: plan.grid, target: target ?? plan.target, confidence: plan.confidence,
      firstGuess: guess ?? analytic ?? middle, workers: options.run.workers, report: report
    ) { seed, step throws(SizingStop) in try runs.run(variant, seed, at: step)[figure] }
  }

  /// Tries the recommended value on as many fresh seeds.
  private func confirmation(
    of estimate: SizingEstimate, _ solver: SizingSolver, _ runs: SizingRuns
  ) throws(SizingStop) -> SizingResult.Confirmation? {
    guard let exact = estimate.value, let value = recommended(exact) else { return nil }
    let text = plan.grid.text(of: value)
    let plan = self.plan
    let done = try solver.forEach(Array(plan.seeds..<2 * plan.seeds), phase: "confirmation") {
      seed throws(SizingStop) in
      try runs.run(0, seed, at: plan.recommendedStep, value: text)
    }
    let mean = { (name: String) in
      var moments = WelfordAccumulator()
      for run in done { if let value = run[name] { moments.add(value) } }
      return moments.mean
    }
    let figures = done.map { $0[plan.target.figure] }
    return SizingResult.Confirmation(
      value: value, text: text, figures: figures, metCount: figures.count(where: plan.target.holds),
      paid: done.map { $0[SizingFigures.paid] }, meanPaid: mean(SizingFigures.paid),
      meanPaidUSD: mean(SizingFigures.paidUSD), meanMaximum: mean(SizingFigures.maximum),
      meanDepth: mean(SizingFigures.depth))
  }

  /// A value with two digits, rounded up, or the value itself where that would leave the range.
  private func recommended(_ value: Double) -> ExactDecimal? {
    let last = plan.grid.values.last ?? value
    let rounded = ExactDecimal.near(value, digits: plan.grid.isWhole ? 15 : 2, roundingUp: true)
    guard let rounded, rounded.double <= last else { return ExactDecimal.near(value, digits: 4) }
    return rounded
  }

  /// The sufficient value by the fewest seeds that can support the claim; nil where the range has none.
  private func quantile(_ solver: SizingSolver, phase: String) throws(SizingStop) -> Double? {
    let steps = try solver.thresholds(seeds: plan.leastSeeds, phase: phase)
    return SizingEstimate(
      thresholds: steps.map { $0.map { plan.grid.values[$0] } }, confidence: plan.confidence
    ).value
  }

  /// The sufficient value of the scenario as it stands, by the fewest seeds; what other cases are compared with.
  private func fewestSeeds(
    _ thresholds: [Double?], _ estimate: SizingEstimate, _ runs: SizingRuns,
    _ report: @escaping @Sendable (SizingProgress) -> Void
  ) throws(SizingStop) -> Double? {
    if thresholds.isEmpty {
      return try quantile(solver(0, runs, from: estimate.value, report), phase: "as it stands")
    }
    return SizingEstimate(
      thresholds: Array(thresholds.prefix(plan.leastSeeds)), confidence: plan.confidence
    ).value
  }

  private func costOfTenPercentMoreDepth(
    _ base: Double?, _ estimate: SizingEstimate, _ runs: SizingRuns,
    _ report: @escaping @Sendable (SizingProgress) -> Void
  ) throws(SizingStop) -> Double? {
    guard let base, plan.target.isDepth else { return nil }
    let deeper = solver(
      0, runs, from: estimate.value, target: plan.target.with(bound: 1.1 * plan.target.bound), report)
    return try quantile(deeper, phase: "a tenth more depth").map { $0 - base }
  }

  /// Sizes the scenario anew with each assumed input at each of its ends, by the fewest seeds that can support the claim.
  private func sensitivities(
    _ base: Double?, _ estimate: SizingEstimate, _ runs: SizingRuns,
    _ report: @escaping @Sendable (SizingProgress) -> Void
  ) throws(SizingStop) -> [SizingResult.Sensitivity] {
    var sensitivities: [SizingResult.Sensitivity] = []
    for (index, input) in plan.assumed.enumerated() {
      var values: [Double?] = []
      for end in 0..<2 {
        let solver = solver(1 + 2 * index + end, runs, from: estimate.value, report)
        values.append(try quantile(solver, phase: "\(input.path) = \(input.values[end])"))
      }
      sensitivities.append(
        SizingResult.Sensitivity(
          path: input.path, inputs: input.values, values: values, base: base, seeds: plan.leastSeeds))
    }
    return sensitivities
  }
}
