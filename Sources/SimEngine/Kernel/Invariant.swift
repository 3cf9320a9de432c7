// What must hold, checked in every build.

/// Stops the program when something that must hold does not, and says what.
///
/// Stays on in release builds: a simulator that goes on after its books stopped balancing prints numbers
/// that look right. `precondition` is not used because the optimiser drops its message.
/// - Parameters:
///   - condition: What must hold.
///   - message: A sentence that says which law was broken and by which figures; evaluated only on failure.
@inlinable @inline(__always)
public func invariant(
  _ condition: Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition { invariantFailure(message(), file, line) }
}

/// What a program does when an invariant breaks, given the message; by default it traps with the message.
///
/// A command sets it once, before anything runs, to end with an exit code of its own.
nonisolated(unsafe) public var onBrokenInvariant: (@Sendable (_ message: String) -> Never)?

/// Ends the program with the message where no condition can be written down; kept out of line so that a passing check costs one branch.
@inline(never)
public func invariantFailure(
  _ message: String, _ file: StaticString = #fileID, _ line: UInt = #line
) -> Never {
  let text = "invariant broken: \(message) (\(file):\(line))"
  if let onBrokenInvariant { onBrokenInvariant(text) }
  fatalError(text)
}
