// From a path and the options of the command line to one resolved scenario.

/// A scenario after `extends` and `--set`, before anyone has judged its keys and values.
public struct LoadedScenario {
  /// The whole scenario as one object; every value still knows the file or argument that it comes from.
  public let tree: JSONNode
  /// The errors found so far, to which the reading of the tree adds its own.
  public let diagnostics: Diagnostics
}

/// Loads scenarios.
public struct ScenarioLoader {
  private let standardInput: Int32

  /// A loader that reads the path "-" from a file descriptor.
  public init(standardInput: Int32 = 0) { self.standardInput = standardInput }

  /// Reads a scenario file, the files that it extends, and applies overrides in their order.
  ///
  /// - Parameters:
  ///   - path: A file, or "-" for standard input.
  ///   - overrides: Changes to apply last.
  /// - Throws: What keeps the scenario from being put together: a file that cannot be read, an error of syntax, a circle of
  ///   `extends`. Equal keys and bad paths in overrides are collected instead.
  public func load(_ path: String, overrides: [ScenarioOverride] = []) throws(ScenarioError) -> LoadedScenario
  {
    let diagnostics = Diagnostics()
    let files = try readChain(from: path)
    for file in files { file.tree.reportDuplicateKeys(to: diagnostics) }
    var tree = files.last.map { $0.tree.removing("extends") } ?? files[0].tree
    for file in files.dropLast().reversed() { tree = tree.merged(with: file.tree.removing("extends")) }
    for override in overrides { tree = override.applied(to: tree, diagnostics) }
    return LoadedScenario(tree: tree, diagnostics: diagnostics)
  }

  /// A file of the chain, as it was written.
  private struct File {
    let path: String
    let canonicalPath: String
    let tree: JSONNode
  }

  /// The scenario's file, the one that it extends, and so on.
  private func readChain(from path: String) throws(ScenarioError) -> [File] {
    var files = [try readFile(path, order: 0, namedAt: nil)]
    while let child = files.last, let (parent, span) = try parentPath(of: child) {
      let canonical = ScenarioFile.canonicalPath(parent)
      if let start = files.firstIndex(where: { $0.canonicalPath == canonical }) {
        let circle = (files[start...].map(\.path) + [files[start].path]).joined(separator: " -> ")
        throw ScenarioError(
          Diagnostic(
            "\"extends\" goes in a circle: \(circle)", at: span, help: "take \"extends\" out of one of them"))
      }
      if files.count == ScenarioLimits.extendsChain {
        let message = "more than \(ScenarioLimits.extendsChain) files extend one another"
        throw ScenarioError(Diagnostic(message, at: span))
      }
      files.append(try readFile(parent, order: files.count, namedAt: span))
    }
    return files
  }

  private func readFile(_ path: String, order: Int, namedAt span: SourceSpan?) throws(ScenarioError) -> File {
    let name = path == "-" ? "standard input" : path
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try ScenarioFile.read(path, standardInput: standardInput)
    } catch {
      let meant = error.isAbsence ? ScenarioFile.nearest(to: path) : nil
      throw ScenarioError(
        Diagnostic(
          "cannot read \(quoted(name)): \(error.reason)", at: span,
          help: meant.map { "did you mean \(quoted($0))?" }))
    }
    let tree = try parse(SourceText(name: name, bytes: bytes, order: order))
    return File(path: name, canonicalPath: ScenarioFile.canonicalPath(path), tree: tree)
  }

  private func parse(_ source: SourceText) throws(ScenarioError) -> JSONNode {
    do throws(Diagnostic) {
      let tree = try JSONReader.read(source)
      if tree.members != nil { return tree }
      throw Diagnostic("a scenario must be an object, found \(tree.summary)", at: tree.span)
    } catch {
      throw ScenarioError(error)
    }
  }

  /// The path that a file's `extends` names, seen from the current folder, and the place where it does.
  private func parentPath(of child: File) throws(ScenarioError) -> (path: String, span: SourceSpan)? {
    guard let value = child.tree["extends"] else { return nil }
    guard let relative = value.string, !relative.isEmpty, !relative.utf8.contains(0) else {
      throw ScenarioError(
        Diagnostic("\"extends\" must be a file name, found \(value.summary)", at: value.span))
    }
    if relative.utf8.first == ascii("/") {
      let help = "a path that starts at the scenario's own folder also works elsewhere"
      throw ScenarioError(Diagnostic("\"extends\" must be a relative path", at: value.span, help: help))
    }
    let folder = child.path.utf8.lastIndex(of: ascii("/")).map { child.path[...$0] } ?? ""
    return ("\(folder)\(relative)", value.span)
  }
}
