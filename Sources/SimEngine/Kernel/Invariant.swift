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

/// Ends the program with the message; kept out of line so that a passing check costs one branch.
@usableFromInline @inline(never)
func invariantFailure(_ message: String, _ file: StaticString, _ line: UInt) -> Never {
  fatalError("invariant broken: \(message)", file: file, line: line)
}
