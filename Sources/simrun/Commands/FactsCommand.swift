// `simrun facts`: what a run's prices, books and trades are like, beside recorded data.

import ScenarioRunner

/// Prints the stylised facts of one result.
struct FactsCommand {
  private let arguments: Arguments

  init(_ arguments: Arguments) { self.arguments = arguments }

  /// Does it; the exit code.
  func execute() throws -> Int32 {
    let sheet = try FactSheet(result: arguments.operands[0], data: arguments.text(.data))
    let parts = sheet.parts.map { part in
      let columns = part.rows.first?.count ?? 1
      let alignments = [.left] + [TextTable.Alignment](repeating: .right, count: columns - 1)
      return TextTable(rows: part.rows, alignments: alignments).lines.joined(separator: "\n") + "\n"
    }
    try TextStream.output.write(parts.joined(separator: "\n"))
    return 0
  }
}
