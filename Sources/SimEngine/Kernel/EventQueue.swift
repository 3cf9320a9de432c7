// The future event set: a 4-ary implicit heap of packed keys over a slab of payloads.

/// Pending events in the order (time, phase, sequence); no two are ever equal.
///
/// A key of 128 bits holds time (64), phase (4), sequence (36) and slot (24), so that one comparison orders two
/// events and the payload is touched only when its event comes up. The four children of a node share a cache
/// line. Taking an event leaves a hole at the root which the next event scheduled fills in one pass: most
/// handlers schedule exactly one successor (Jones 1986 calls this a hold).
///
/// Cancelling frees the slot at once; the orphaned key is dropped when it reaches the root, or when orphans
/// outnumber the living.
///
/// - Complexity: `schedule` and `popNext` O(log n), `cancel` O(1); no allocation below the high-water mark.
public final class EventQueue {
  /// The payload of one pending event, or a link of the free list.
  @frozen @usableFromInline
  struct Slot {
    @usableFromInline var a: Int64
    @usableFromInline var b: Int64
    @usableFromInline var target: Int32
    @usableFromInline var kind: Int32
    /// Sequence of the event that lives here; `vacant` when none does.
    @usableFromInline var sequence: UInt64

    @inlinable
    init(a: Int64, b: Int64, target: Int32, kind: Int32, sequence: UInt64) {
      self.a = a
      self.b = b
      self.target = target
      self.kind = kind
      self.sequence = sequence
    }
  }

  /// Most pending events that the 24 slot bits can name.
  public static let capacityLimit = 1 << 24
  /// Most events that can be scheduled in one run: what 36 bits count.
  public static let sequenceLimit: UInt64 = 1 << 36

  @usableFromInline static let vacant = UInt64.max
  /// Larger than every key: fills the places behind the last key, so that sifting needs no bounds.
  @usableFromInline static let sentinel = UInt128.max
  /// Children of node i are 4i+1...4i+4; shifted by 3 they start at multiples of 4, one cache line a family.
  @usableFromInline static let shift = 3

  @exclusivity(unchecked) @usableFromInline var keys: UnsafeMutablePointer<UInt128>
  @exclusivity(unchecked) @usableFromInline var slots: UnsafeMutablePointer<Slot>
  @exclusivity(unchecked) @usableFromInline var capacity: Int
  /// Keys in the heap, the hole and orphans included.
  @exclusivity(unchecked) @usableFromInline var keyCount = 0
  @exclusivity(unchecked) @usableFromInline var orphanCount = 0
  @exclusivity(unchecked) @usableFromInline var rootIsHole = false
  /// Slots ever used; those below it are living or on the free list.
  @exclusivity(unchecked) @usableFromInline var slotCount = 0
  @exclusivity(unchecked) @usableFromInline var freeSlot = -1
  @exclusivity(unchecked) @usableFromInline var nextSequence: UInt64 = 0

  /// An empty queue with room for some events before it grows.
  public init(minimumCapacity: Int = 1024) {
    capacity = max(16, minimumCapacity)
    keys = EventQueue.makeKeys(capacity)
    slots = .allocate(capacity: capacity)
  }

  deinit {
    keys.deallocate()
    slots.deallocate()
  }

  /// Events that are pending.
  @inlinable public var count: Int { keyCount - orphanCount - (rootIsHole ? 1 : 0) }
  /// Events that were ever scheduled.
  @inlinable public var scheduledCount: UInt64 { nextSequence }

  /// Adds an event.
  /// - Precondition: `time` is not before the start of the scenario; fewer than `capacityLimit` are pending.
  @inlinable @discardableResult
  public func schedule(
    at time: SimTime, phase: Phase, target: ComponentID, kind: EventKind, a: Int64 = 0, b: Int64 = 0
  ) -> EventHandle {
    invariant(time.nanoseconds >= 0, "an event is scheduled before the start of the scenario")
    let sequence = nextSequence
    invariant(sequence < EventQueue.sequenceLimit, "more than 2^36 events were scheduled")
    nextSequence = sequence &+ 1
    let slot = takeSlot()
    slots[slot] = Slot(a: a, b: b, target: target.rawValue, kind: kind.rawValue, sequence: sequence)
    let order = UInt64(phase.rawValue) &<< 36 | sequence
    insert(UInt128(UInt64(bitPattern: time.nanoseconds)) &<< 64 | UInt128(order &<< 24 | UInt64(slot)))
    return EventHandle(slot: slot, sequence: sequence)
  }

  /// Takes the next event if it happens before an instant; nil leaves the queue as it was.
  @inlinable
  public func popNext(before end: SimTime) -> Event? {
    guard settleRoot() else { return nil }
    let key = keys[EventQueue.shift]
    let time = SimTime(nanoseconds: Int64(truncatingIfNeeded: key &>> 64))
    guard time < end else { return nil }
    let low = UInt64(truncatingIfNeeded: key)
    let slot = Int(low & 0xFF_FFFF)
    let payload = slots[slot]
    releaseSlot(slot)
    rootIsHole = true
    return Event(
      time: time, order: low &>> 24, target: ComponentID(rawValue: payload.target),
      kind: EventKind(rawValue: payload.kind), a: payload.a, b: payload.b)
  }

  /// Takes the next event whenever it happens.
  @inlinable
  public func popNext() -> Event? { popNext(before: SimTime(nanoseconds: .max)) }

  /// When the next event happens, or nil when none is pending.
  @inlinable
  public func nextTime() -> SimTime? {
    settleRoot() ? SimTime(nanoseconds: Int64(truncatingIfNeeded: keys[EventQueue.shift] &>> 64)) : nil
  }

  /// Takes an event back; false when it has happened or was cancelled before.
  @inlinable @discardableResult
  public func cancel(_ handle: EventHandle) -> Bool {
    guard handle.slot < slotCount, slots[handle.slot].sequence == handle.sequence else { return false }
    releaseSlot(handle.slot)
    orphanCount &+= 1
    if orphanCount > 1024 && orphanCount > keyCount / 2 { dropOrphans() }
    return true
  }
}

// MARK: - Slots

extension EventQueue {
  @inlinable
  func takeSlot() -> Int {
    if freeSlot >= 0 {
      let slot = freeSlot
      freeSlot = Int(slots[slot].a)
      return slot
    }
    if slotCount == capacity || keyCount == capacity { grow() }
    slotCount &+= 1
    return slotCount &- 1
  }

  @inlinable
  func releaseSlot(_ slot: Int) {
    slots[slot].sequence = EventQueue.vacant
    slots[slot].a = Int64(freeSlot)
    freeSlot = slot
  }

  /// Doubles the room; orphans count, for their keys take places too.
  @usableFromInline
  func grow() {
    let larger = capacity * 2
    invariant(larger <= EventQueue.capacityLimit, "more than 2^24 events are pending")
    let largerKeys = EventQueue.makeKeys(larger)
    largerKeys.update(from: keys, count: keyCount + EventQueue.shift)
    keys.deallocate()
    keys = largerKeys
    let largerSlots = UnsafeMutablePointer<Slot>.allocate(capacity: larger)
    largerSlots.update(from: slots, count: slotCount)
    slots.deallocate()
    slots = largerSlots
    capacity = larger
  }

  /// Places for that many keys, aligned to cache lines and filled with the sentinel.
  static func makeKeys(_ capacity: Int) -> UnsafeMutablePointer<UInt128> {
    let places = capacity + shift + 5
    let raw = UnsafeMutableRawPointer.allocate(byteCount: places * 16, alignment: 64)
    let keys = raw.bindMemory(to: UInt128.self, capacity: places)
    keys.initialize(repeating: sentinel, count: places)
    return keys
  }
}

// MARK: - Heap

extension EventQueue {
  /// Puts a key where it belongs: into the hole at the root if there is one, else behind the last.
  @inlinable
  func insert(_ key: UInt128) {
    if rootIsHole {
      rootIsHole = false
      siftDown(key)
    } else {
      if keyCount == capacity { grow() }
      keyCount &+= 1
      siftUp(key, from: keyCount &- 1)
    }
  }

  /// Fills the hole and drops orphans until the root is a living event; false when none is left.
  @inlinable
  func settleRoot() -> Bool {
    if rootIsHole {
      rootIsHole = false
      removeRoot()
    }
    while keyCount > 0 {
      let low = UInt64(truncatingIfNeeded: keys[EventQueue.shift])
      if slots[Int(low & 0xFF_FFFF)].sequence == (low &>> 24) & 0xF_FFFF_FFFF { return true }
      orphanCount &-= 1
      removeRoot()
    }
    return false
  }

  @inlinable
  func removeRoot() {
    keyCount &-= 1
    let last = keys[keyCount &+ EventQueue.shift]
    keys[keyCount &+ EventQueue.shift] = EventQueue.sentinel
    if keyCount > 0 { siftDown(last) }
  }

  @inlinable
  func siftUp(_ key: UInt128, from start: Int) {
    let heap = keys + EventQueue.shift
    var index = start
    while index > 0 {
      let parent = (index &- 1) &>> 2
      if heap[parent] < key { break }
      heap[index] = heap[parent]
      index = parent
    }
    heap[index] = key
  }

  /// Walks the hole at the root down to a leaf along the smallest children, then the key up from there.
  ///
  /// A key that replaces the root usually belongs near the leaves, so this compares less than stopping early
  /// (Wegener 1993), and the choice among four children needs no branch.
  @inlinable
  func siftDown(_ key: UInt128) {
    let heap = keys + EventQueue.shift
    let count = keyCount
    // An event for the present instant comes before all others: the root is its place.
    if key < min(min(heap[1], heap[2]), min(heap[3], heap[4])) {
      heap[0] = key
      return
    }
    var index = 0
    while true {
      let child = index &* 4 &+ 1
      if child >= count { break }
      let family = heap + child
      let (first, second, third, fourth) = (family[0], family[1], family[2], family[3])
      let secondWins = second < first
      let fourthWins = fourth < third
      let left = secondWins ? second : first
      let right = fourthWins ? fourth : third
      let rightWins = right < left
      heap[index] = rightWins ? right : left
      index = child &+ (rightWins ? (fourthWins ? 3 : 2) : (secondWins ? 1 : 0))
    }
    siftUp(key, from: index)
  }

  /// Rebuilds the heap from the living keys.
  @usableFromInline
  func dropOrphans() {
    let hole = rootIsHole ? 1 : 0
    let old = keyCount
    var living: ContiguousArray<UInt128> = []
    living.reserveCapacity(count)
    for index in hole..<old {
      let key = keys[index + EventQueue.shift]
      let low = UInt64(truncatingIfNeeded: key)
      if slots[Int(low & 0xFF_FFFF)].sequence == (low >> 24) & 0xF_FFFF_FFFF { living.append(key) }
    }
    (keys + EventQueue.shift).update(repeating: EventQueue.sentinel, count: old)
    keyCount = 0
    orphanCount = 0
    rootIsHole = false
    for key in living {
      keyCount += 1
      siftUp(key, from: keyCount - 1)
    }
  }
}
