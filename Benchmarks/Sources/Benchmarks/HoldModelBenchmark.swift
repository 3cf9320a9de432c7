// The hold model of D. W. Jones (Communications of the ACM 29:4, 1986) on the engine's future event set.

import Foundation
import SimEngine

/// Takes the earliest of `pending` events and schedules it again an exponentially distributed time later, over and
/// over; exactly the work of Yardsticks/hold_model.cpp.
///
/// The increments come from a table, so that no random number is timed. The check hashes the times of all events
/// taken, the warm-up included.
func benchmarkHoldModel(pending: Int, holds: Int, repetitions: Int) {
  let spans = exponentialSpans()
  measure("hold model, \(pending) pending", repetitions: repetitions) {
    let queue = EventQueue(minimumCapacity: pending)
    var state: UInt64 = 12345
    for target in 0..<pending {
      let time = SimTime(nanoseconds: spans[Int(splitMix(&state) & 65535)])
      queue.schedule(
        at: time, phase: .agents, target: ComponentID(rawValue: Int32(target)), kind: EventKind(rawValue: 0))
    }
    var hash = FillHash()
    var drawn = 0
    hold(max(pending, 100_000), on: queue, spans, &drawn, &hash)
    let seconds = secondsTaken { hold(holds, on: queue, spans, &drawn, &hash) }
    return Repetition(events: holds, seconds: seconds, check: hash.value)
  }
}

private func hold(
  _ count: Int, on queue: EventQueue, _ spans: ContiguousArray<Int64>, _ drawn: inout Int,
  _ hash: inout FillHash
) {
  for _ in 0..<count {
    guard let event = queue.popNext() else { fail("the queue ran dry") }
    hash.add(UInt64(bitPattern: event.time.nanoseconds))
    let later = event.time + SimDuration(nanoseconds: spans[drawn & 65535])
    drawn &+= 1
    queue.schedule(at: later, phase: .agents, target: event.target, kind: event.kind)
  }
}

/// 65,536 exponentially distributed spans of mean one second, in nanoseconds.
private func exponentialSpans() -> ContiguousArray<Int64> {
  var state: UInt64 = 42
  return ContiguousArray(
    (0..<65536).map { _ in
      Int64(-log((Double(splitMix(&state) >> 11) + 0.5) * 0x1p-53) * 1e9)
    })
}

/// SplitMix64: the next 64 random bits of a state.
private func splitMix(_ state: inout UInt64) -> UInt64 {
  state &+= 0x9E37_79B9_7F4A_7C15
  var word = state
  word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
  word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
  return word ^ word >> 31
}
