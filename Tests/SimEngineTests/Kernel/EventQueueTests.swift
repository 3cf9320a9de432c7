// The future event set against a sorted array, and the laws of cancelling.

import Testing

@testable import SimEngine

/// SplitMix64: chance for tests, independent of the streams under test.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// Obviously right: an array that is searched for its smallest element.
private struct NaiveQueue {
  struct Entry {
    let key: (Int64, UInt8, UInt64)
    let a: Int64
    let handle: EventHandle
  }
  var entries: [Entry] = []

  mutating func popNext(before end: Int64) -> Entry? {
    guard let first = entries.indices.min(by: { entries[$0].key < entries[$1].key }) else { return nil }
    return entries[first].key.0 < end ? entries.remove(at: first) : nil
  }
}

@Suite("The future event set")
struct EventQueueTests {
  private let target = ComponentID(rawValue: 0)
  private let kind = EventKind(rawValue: 0)

  @Test("gives what a sorted array gives, on 5,000 random schedules with cancellations")
  func agreesWithSortedArray() {
    for seed in 0..<5_000 {
      var random = SplitMix64(state: UInt64(seed))
      let queue = EventQueue(minimumCapacity: 16)
      var naive = NaiveQueue()
      let timeRange = [3, 50, 1_000_000][random.below(3)]
      let cancelShare = [0, 10, 45][random.below(3)]
      for step in 0..<(20 + random.below(60)) {
        let dice = random.below(100)
        if dice < cancelShare, !naive.entries.isEmpty {
          let victim = naive.entries.remove(at: random.below(naive.entries.count))
          #expect(queue.cancel(victim.handle), "seed \(seed) step \(step)")
          #expect(!queue.cancel(victim.handle), "seed \(seed): cancelled twice")
        } else if dice < 70 {
          let time = SimTime(nanoseconds: Int64(random.below(timeRange)))
          let phase = Phase.allCases[random.below(5)]
          let handle = queue.schedule(at: time, phase: phase, target: target, kind: kind, a: Int64(step))
          naive.entries.append(
            .init(
              key: (time.nanoseconds, phase.rawValue, queue.scheduledCount - 1), a: Int64(step),
              handle: handle))
        } else {
          let end = Int64(random.below(timeRange * 2))
          let (event, expected) = (
            queue.popNext(before: SimTime(nanoseconds: end)), naive.popNext(before: end)
          )
          #expect(event?.a == expected?.a, "seed \(seed) step \(step)")
          #expect(event?.time.nanoseconds == expected?.key.0)
          #expect(event?.phase.rawValue == expected?.key.1)
          #expect(event?.sequence == expected?.key.2)
        }
        #expect(queue.count == naive.entries.count)
        if step % 16 == 0 { queue.checkInvariants() }
      }
    }
  }

  @Test("a handle of an event that happened cancels nothing, though its slot is used again")
  func staleHandle() {
    let queue = EventQueue()
    let first = queue.schedule(at: .start, phase: .agents, target: target, kind: kind, a: 1)
    #expect(queue.popNext()?.a == 1)
    queue.schedule(at: .start, phase: .agents, target: target, kind: kind, a: 2)
    #expect(!queue.cancel(first))
    #expect(queue.popNext()?.a == 2)
    #expect(queue.popNext() == nil)
  }

  @Test("cancelled events leave no trace however many they are")
  func massCancellation() {
    let queue = EventQueue(minimumCapacity: 16)
    var random = SplitMix64(state: 7)
    var handles: [EventHandle] = []
    for index in 0..<20_000 {
      let time = SimTime(nanoseconds: Int64(random.below(1_000_000)))
      handles.append(queue.schedule(at: time, phase: .venues, target: target, kind: kind, a: Int64(index)))
    }
    for index in handles.indices where index % 10 != 0 { #expect(queue.cancel(handles[index])) }
    queue.checkInvariants()
    #expect(queue.count == 2_000)
    var last = SimTime.start
    var seen = 0
    while let event = queue.popNext() {
      #expect(event.a % 10 == 0 && event.time >= last)
      last = event.time
      seen += 1
    }
    #expect(seen == 2_000)
  }

  @Test("an event is 40 bytes of plain data")
  func eventSize() {
    #expect(MemoryLayout<Event>.size == 40 && MemoryLayout<Event>.stride == 40)
  }
}
