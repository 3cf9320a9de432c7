// The result of a sweep: what its runs found, and the files that say so.

import SimEngine

/// What all runs of a sweep found.
public struct SweepResult {
  /// The scenario's name.
  public var name: String { outline.name }
  /// Paths of the axes.
  public var axes: [String] { outline.axes }
  /// The values of the axes as texts; shape [points, axes].
  public var points: [[String]] { outline.points }
  /// The results of the runs, points one after another; shape [points * replications].
  public let results: [ReplicationResult]
  let outline: SweepOutline

  /// The results of the replications of a point.
  public func results(ofPoint point: Int) -> [ReplicationResult] {
    Array(results[point * outline.replications..<(point + 1) * outline.replications])
  }

  /// What became of the scenario's checks; shape [points, checks].
  public func checkOutcomes() throws(OutputError) -> [[CheckOutcome]] {
    try SweepTables(outline, results).checkOutcomes()
  }

  /// The files of the result, with tables that others make of it.
  func files(adding more: [MetricTable] = [], provenance: JSONText?) throws(OutputError) -> ResultFiles {
    ResultFiles(
      name: outline.name, description: outline.description,
      tables: more + (try SweepTables(outline, results).all()),
      run: outline.json.adding("status", .string(status)).adding("runs", .array(results.map(record))),
      provenance: provenance)
  }

  /// The status of the whole: complete only if every run is.
  private var status: String {
    (results.map(\.status).first { $0 != .complete } ?? .complete).rawValue
  }

  /// A run in run.json: where it stands in the plan, then what a replication says of itself.
  private func record(_ result: ReplicationResult) -> JSONText {
    let (point, replication) = Int(result.run).quotientAndRemainder(dividingBy: outline.replications)
    return [
      "point": .integer(Int128(point)), "replication": .integer(Int128(replication)),
      "status": .string(result.status.rawValue),
      "stop_reason": result.stopReason.map(JSONText.string) ?? .null,
      "events": .integer(Int128(result.events)), "fingerprints": RunRecord.json(result.fingerprints),
    ]
  }
}
