// `simrun diff`: two folders of results side by side.

import ScenarioRunner
import SimEngine

/// Compares two results and prints what differs.
struct DiffCommand {
  private let arguments: Arguments

  init(_ arguments: Arguments) { self.arguments = arguments }

  /// Does it; the exit code: 0 when they are the same, 1 when they differ.
  func execute() throws -> Int32 {
    let old = try StoredResult(reading: arguments.operands[0])
    let new = try StoredResult(reading: arguments.operands[1])
    let difference = ResultDifference(old, new, tolerance: arguments.fraction(.tolerance))
    if arguments.has(.json) {
      try TextStream.output.write(String(decoding: difference.json.bytes(), as: UTF8.self))
    } else if arguments.has(.markdown) {
      try TextStream.output.write(difference.markdown)
    } else if !arguments.has(.quiet) {
      try TextStream.output.write(difference.text)
    }
    return difference.isEmpty ? 0 : 1
  }
}
