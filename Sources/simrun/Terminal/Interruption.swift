// Ctrl-C: the first asks the run to stop at the next event, the second ends the program at once.

import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The wish of the user, or of a job scheduler, that the run ends: SIGINT or SIGTERM.
///
/// The run loop asks `isRequested` between events; whoever ends the program then uses `exitCode`.
final class Interruption: Sendable {
  /// The number of the first signal, or 0.
  private let received = Atomic<Int32>(0)

  /// Whether a signal has arrived; cheap enough to ask at every event.
  var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// 130 after SIGINT, 143 after SIGTERM, nil if nothing arrived.
  var exitCode: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : 128 + number
  }

  /// Takes the signals over from the system, which would end the program; they are taken over when this returns.
  func watch() {
    let queue = DispatchQueue(label: "interruption")
    let isRegistered = DispatchSemaphore(value: 0)
    for number in [SIGINT, SIGTERM] {
      #if canImport(Darwin)
        signal(number, SIG_IGN)  // Linux's Dispatch replaces the system's action itself.
      #endif
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        // The handler holds its source, so that it stays as long as the program.
        withExtendedLifetime(source) { self.receive(number) }
      }
      source.setRegistrationHandler { isRegistered.signal() }
      source.resume()
      isRegistered.wait()
    }
  }

  /// Notes the first signal; a second one ends the program, because the run does not react.
  private func receive(_ number: Int32) {
    let first = received.compareExchange(expected: 0, desired: number, ordering: .relaxed).exchanged
    if !first { _exit(128 + number) }
  }
}
