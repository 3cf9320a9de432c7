// The scenarios that a check is about, each with the result that it is compared with.

import SimEngine

/// A scenario that was loaded and judged, and its committed result.
struct CheckTarget: Sendable {
  /// The file, as it was given or found.
  let path: String
  let scenario: Scenario
  let tree: JSONNode
  /// The folder of the committed result.
  let baselinePath: String
  /// The committed result; nil where it is to be written for the first time.
  let baseline: StoredResult?
}

/// Finds and loads the scenarios of a check, and says everything that is wrong with them in one go.
struct CheckTargets {
  private let options: CheckOptions
  private let registry: ModelRegistry
  private var problems: [String] = []
  private(set) var targets: [CheckTarget] = []

  /// Loads scenarios, and those in folders.
  /// - Throws: `CheckProblems` with everything that is wrong; nothing ran.
  init(_ paths: [String], _ options: CheckOptions, _ registry: ModelRegistry) throws(CheckProblems) {
    (self.options, self.registry) = (options, registry)
    for path in paths {
      do {
        for file in try Self.files(at: path) { add(file) }
      } catch {
        problems.append("\(error)")
      }
    }
    if !problems.isEmpty { throw CheckProblems(descriptions: problems) }
  }

  /// The scenarios that a path stands for: a file, or all in a folder.
  private static func files(at path: String) throws(OutputError) -> [String] {
    let disk = DiskWriter(fileSystem: LocalFileSystem(), stage: .beforeRun)
    // What does not exist is told when it is loaded, with the name that may be meant.
    guard try disk.kind(of: path) != nil, try disk.kind(of: disk.resolved(path)) == .folder else {
      return [path]
    }
    let folder = PathText.trimmed(path)
    let files = try disk.names(in: folder).filter { name in
      !name.hasPrefix(".") && !name.contains(".schema.json")
        && [".json", ".jsonc", ".json5"].contains(where: name.hasSuffix)
    }
    if files.isEmpty { throw OutputError(.beforeRun, "there is no scenario in \(path)") }
    return files.map { folder == "/" ? "/\($0)" : "\(folder)/\($0)" }
  }

  private mutating func add(_ path: String) {
    do {
      let loaded = try ScenarioLoader().load(path)
      if loaded.tree["schema"] == nil, loaded.tree["agents"] == nil, loaded.tree["horizon"] == nil {
        throw OutputError(
          .beforeRun, "\(path) is no scenario: it has no \"schema\"",
          help: "keep other files in a folder of their own")
      }
      let scenario = try Scenario.read(loaded, registry)
      try Replication.check(scenario)
      if let other = targets.first(where: { $0.scenario.name == scenario.name }) {
        throw OutputError(
          .beforeRun,
          "\(other.path) and \(path) have the same name, \"\(scenario.name)\", and so the same result",
          help: "give one of them another name")
      }
      let baselinePath = "\(PathText.trimmed(options.resultsPath))/\(scenario.name)"
      targets.append(
        CheckTarget(
          path: path, scenario: scenario, tree: loaded.tree, baselinePath: baselinePath,
          baseline: try baseline(of: scenario.name, at: baselinePath)))
    } catch {
      problems.append("\(error)")
    }
  }

  /// The committed result. Where it is to be rewritten, there may be none yet.
  private func baseline(of name: String, at path: String) throws(OutputError) -> StoredResult? {
    let disk = DiskWriter(fileSystem: LocalFileSystem(), stage: .beforeRun)
    if options.updates { try ResultFolder(path: path).checkWritable(force: false) }
    guard try disk.kind(of: path) != nil else {
      if options.updates { return nil }
      throw OutputError(
        .beforeRun, "there is no result \(path) to compare with", help: "simrun check --update writes it")
    }
    let result: StoredResult
    do throws(OutputError) {
      result = try StoredResult(reading: path)
    } catch {
      if options.updates, error.stage == .beforeRun { return nil }
      throw error
    }
    if result.isSweep || result.name != name {
      let found = result.isSweep ? "a sweep" : "\"\(result.name)\""
      throw OutputError(
        .beforeRun, "\(path) is the result of \(found), not of a run of \"\(name)\"",
        help: "choose another folder with --results, or remove it")
    }
    return result
  }
}

/// Everything that keeps a check from being run, each as the terminal shows it.
public struct CheckProblems: Error, Sendable, CustomStringConvertible {
  let descriptions: [String]

  /// All of them, an empty line between two.
  public var description: String { descriptions.joined(separator: "\n\n") }
}
