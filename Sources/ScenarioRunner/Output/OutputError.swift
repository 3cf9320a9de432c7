// Why a result could not be written.

/// A result that could not be written, with the exit code that the command ends with.
public struct OutputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// When it was found out.
  public enum Stage: Sendable {
    /// Before anything ran: the folder that was asked for cannot take the result.
    case beforeRun
    /// While the result was written.
    case writing
  }

  public let stage: Stage
  /// What went wrong and where, in one sentence without a full stop.
  public let message: String
  /// How to mend it, if that can be said.
  public let help: String?

  /// An error.
  public init(_ stage: Stage, _ message: String, help: String? = nil) {
    self.stage = stage
    self.message = message
    self.help = help
  }

  /// 2 if nothing ran, 3 if the run failed.
  public var exitCode: Int32 { stage == .beforeRun ? 2 : 3 }

  /// The error as the terminal shows it; no line feed at the end.
  public var description: String {
    help.map { "error: \(message)\n  = help: \($0)" } ?? "error: \(message)"
  }
}
