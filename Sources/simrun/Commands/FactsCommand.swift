// `simrun facts`: what a run's prices, books and trades are like, beside recorded data, and how that varies from run to run.

import Foundation
import ScenarioRunner
import SimEngine

/// Prints the stylised facts of one result, or of the replications of a scenario.
struct FactsCommand {
  private let arguments: Arguments
  private let style: TerminalStyle

  /// How many replications a scenario has, unless told otherwise: of fifty, a twentieth lies beyond each end of a band.
  private static let replications = 50

  init(_ arguments: Arguments) {
    self.arguments = arguments
    style = TerminalStyle(descriptor: TextStream.output.descriptor, allowsColor: !arguments.has(.noColor))
  }

  /// Does it; the exit code.
  func execute() throws -> Int32 {
    let operand = arguments.operands[0]
    if operand != "-", !Self.isScenarioFile(operand) {
      try refuseOptionsOfScenarios()
      let sheet = try FactSheet(result: operand, data: arguments.text(.data))
      try TextStream.output.write(text(of: sheet.parts.map(\.rows)))
      return 0
    }
    var options = try arguments.runOptions()
    options.overrides.insert(try ScenarioOverride("replications=\(Self.replications)"), at: 0)
    return try tellBands(of: try FactSession.prepare(operand, options, data: arguments.text(.data)))
  }

  /// Whether an operand is a scenario: it is named like one, and no folder has that name.
  private static func isScenarioFile(_ operand: String) -> Bool {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: operand, isDirectory: &isFolder)
    return exists ? !isFolder.boolValue : [".json", ".jsonc", ".json5"].contains(where: operand.hasSuffix)
  }

  /// A result is what it is.
  private func refuseOptionsOfScenarios() throws(UsageError) {
    for option in [Option.set, .seed, .replications, .jobs] where arguments.has(option) {
      throw .notAnOption(option, ofSubject: "RESULT", of: .facts)
    }
  }

  // MARK: Bands

  private func tellBands(of session: FactSession) throws -> Int32 {
    let interruption = Interruption()
    interruption.watch()
    let outcome = try simulate(session, interruption)
    guard let outcome else {
      try TextStream.error.write("interrupted: nothing was told\n")
      return interruption.exitCode ?? 3
    }
    let scenario = session.scenario
    let runs = scenario.replications == 1 ? "1 run" : "\(scenario.replications) runs"
    try TextStream.output.write(
      style.bold(scenario.name)
        + ": \(runs) of \(Readable.span(seconds: scenario.horizon.seconds)), seed \(scenario.seed)\n\n"
        + text(of: outcome.bands.parts.map(\.rows)))
    guard let stopped = outcome.stopped, let reason = stopped.stopReason else { return 0 }
    try TextStream.error.write(
      "error: run \(stopped.run) stopped after \(Readable.span(seconds: stopped.reached.seconds)): \(reason)\n"
        + "  = help: the facts tell what happened until then\n")
    return 3
  }

  private func simulate(
    _ session: FactSession, _ interruption: Interruption
  ) throws -> FactSession.Outcome? {
    guard !arguments.has(.noProgress) else {
      return try session.simulate { _, _ in !interruption.isRequested }
    }
    let stream = TextStream.error
    let progress = Progress(
      label: session.scenario.name, replications: session.scenario.replications, finished: 0,
      horizonSeconds: session.scenario.horizon.seconds, stream: stream,
      style: TerminalStyle(descriptor: stream.descriptor, allowsColor: !arguments.has(.noColor)))
    defer { progress.finish() }
    return try session.simulate { replication, state in
      progress.report(
        replication: replication, events: state.events, simulatedSeconds: state.now.seconds)
      return !interruption.isRequested
    }
  }

  // MARK: Text

  /// Tables with an empty line between them.
  private func text(of tables: [[[String]]]) -> String {
    tables.map { rows in
      let columns = rows.first?.count ?? 1
      let alignments = [.left] + [TextTable.Alignment](repeating: .right, count: columns - 1)
      return TextTable(rows: rows, alignments: alignments).lines.joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }
}
