// What is wrong in a scenario, where, and how to mend it.

/// One error of a scenario.
public struct Diagnostic: Error, Sendable {
  /// What is wrong, in one sentence without a full stop.
  public let message: String
  /// Where, unless the error concerns no place in a text (a missing file).
  public let span: SourceSpan?
  /// A second place that matters, such as the first of two equal keys, with what stands there.
  public let note: (text: String, span: SourceSpan)?
  /// How to mend it.
  public let help: String?

  /// An error.
  public init(
    _ message: String, at span: SourceSpan? = nil, note: (text: String, span: SourceSpan)? = nil,
    help: String? = nil
  ) {
    self.message = message
    self.span = span
    self.note = note
    self.help = help
  }

  /// The error as the terminal shows it: message, place, line, caret and help; no line feed at the end.
  public var rendered: String {
    var lines = ["error: \(message)"]
    var gutter = " "
    if let span {
      let number = span.source.origin == .file ? String(span.line) : " "
      let (line, indentation) = span.excerpt()
      gutter = String(repeating: " ", count: number.count)
      lines.append("\(gutter)--> \(span.location)")
      lines.append("\(gutter) |")
      lines.append(line.isEmpty ? "\(number) |" : "\(number) | \(line)")
      lines.append("\(gutter) | \(indentation)^")
    }
    if let note { lines.append("\(gutter) = note: \(note.text) at \(note.span.location)") }
    if let help { lines.append("\(gutter) = help: \(help)") }
    return lines.joined(separator: "\n")
  }
}

/// Everything that is wrong with a scenario, in the order of the text.
public struct ScenarioError: Error, Sendable, CustomStringConvertible {
  /// The errors, by source and place; those without a place first.
  public let diagnostics: [Diagnostic]
  /// Errors that were found beyond those listed.
  public let unlistedCount: Int

  /// All errors as the terminal shows them, an empty line between two.
  public var description: String {
    var parts = diagnostics.map(\.rendered)
    if unlistedCount > 0 { parts.append("error: and \(unlistedCount) more") }
    return parts.joined(separator: "\n\n")
  }

  /// A single error.
  public init(_ diagnostic: Diagnostic) {
    self.init(diagnostics: [diagnostic], unlistedCount: 0)
  }

  init(diagnostics: [Diagnostic], unlistedCount: Int) {
    self.diagnostics = diagnostics
    self.unlistedCount = unlistedCount
  }
}

/// Collects the errors of a scenario, so that the user sees all of them in one go.
public final class Diagnostics {
  private var listed: [Diagnostic] = []
  private var unlistedCount = 0

  /// No errors.
  public init() {}

  /// Whether nothing is wrong so far.
  public var isEmpty: Bool { listed.isEmpty }

  /// Adds an error; beyond the limit it is only counted, and not even put into words.
  public func report(_ diagnostic: @autoclosure () -> Diagnostic) {
    if listed.count < ScenarioLimits.listedErrors {
      listed.append(diagnostic())
    } else {
      unlistedCount += 1
    }
  }

  /// The errors in the order of the text; equal places keep the order in which they were found.
  public var sorted: [Diagnostic] {
    let places = listed.map { ($0.span?.source.order ?? -1, $0.span?.range.lowerBound ?? 0) }
    return listed.indices
      .sorted { (places[$0].0, places[$0].1, $0) < (places[$1].0, places[$1].1, $1) }
      .map { listed[$0] }
  }

  /// Throws what was collected, if anything was.
  public func check() throws(ScenarioError) {
    if isEmpty { return }
    throw ScenarioError(diagnostics: sorted, unlistedCount: unlistedCount)
  }
}
