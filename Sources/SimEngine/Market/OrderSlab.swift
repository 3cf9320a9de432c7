// The resting orders of a book, one slot each, and the reusable lists in which a command reports what it did.

/// A resting order; 48 bytes, what matching and cancelling touch first.
@frozen @usableFromInline
struct RestingOrder {
  /// Slots of the neighbours at the same price, the earlier one in `previous`; 0 for none. `previous` means nothing
  /// in the first order of a queue. In a free slot `next` is the next free one.
  @usableFromInline var next: UInt32 = 0
  @usableFromInline var previous: UInt32 = 0
  /// The price as a key: positive for a bid, negative for an ask.
  @usableFromInline var key: Int64 = 0
  /// Lots that still rest; 0 in a free slot.
  @usableFromInline var remaining: Int64 = 0
  @usableFromInline var owner: Int32 = 0
  /// Grows whenever an order leaves the slot; 0 when all generations are used up.
  @usableFromInline var generation: UInt32 = 1
  @usableFromInline var tag: Int64 = 0
  /// Lots filled so far plus `remaining`.
  @usableFromInline var original: Int64 = 0

  @inlinable init() {}
}

/// Orders in slots that are used again.
///
/// Slot 0 is never used, so that 0 can mean "no order". The slot freed last is the next to be used: it is still
/// in the cache.
@frozen @usableFromInline
struct OrderSlab {
  @usableFromInline var orders: UnsafeMutablePointer<RestingOrder>
  @usableFromInline var capacity: Int
  /// Slots used so far, slot 0 included.
  @usableFromInline var slotCount = 1
  @usableFromInline var liveCount = 0
  @usableFromInline var firstFree: UInt32 = 0

  @usableFromInline
  init(capacity: Int) {
    self.capacity = max(capacity, 1) + 1
    // Aligned to cache lines, so that as few orders as possible lie across two.
    let bytes = self.capacity * MemoryLayout<RestingOrder>.stride
    orders = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: RestingOrder.self, capacity: self.capacity)
    orders.initialize(repeating: RestingOrder(), count: self.capacity)
  }

  func deallocate() { UnsafeMutableRawPointer(orders).deallocate() }

  /// A slot for a new order.
  @inlinable @inline(__always)
  mutating func claim() -> Int {
    liveCount &+= 1
    while firstFree != 0 {
      let free = Int(firstFree)
      firstFree = orders[free].next
      // A slot whose generations are used up is forgotten: a name is never given twice.
      if orders[free].generation != 0 { return free }
    }
    if slotCount == capacity { grow() }
    slotCount &+= 1
    return slotCount &- 1
  }

  /// Makes the names of the order in a slot stale.
  @inlinable @inline(__always)
  func retire(_ slot: Int) {
    orders[slot].remaining = 0
    orders[slot].generation &+= 1
  }

  /// Gives back the slots of retired orders that are linked from `first` to `last`.
  @inlinable @inline(__always)
  mutating func release(_ first: Int, through last: Int, count: Int) {
    orders[last].next = firstFree
    firstFree = UInt32(truncatingIfNeeded: first)
    liveCount &-= count
  }

  /// Retires an order and gives its slot back.
  @inlinable @inline(__always)
  mutating func release(_ slot: Int) {
    retire(slot)
    release(slot, through: slot, count: 1)
  }

  /// Whether the order of that name still rests.
  @inlinable @inline(__always)
  func isLive(_ id: OrderID) -> Bool {
    let slot = id.slot
    return slot < slotCount && orders[slot].generation == id.generation && orders[slot].remaining > 0
  }

  /// The name of the order in a slot.
  @inlinable @inline(__always)
  func id(_ slot: Int) -> OrderID { OrderID(slot: slot, generation: orders[slot].generation) }

  /// What a slot holds.
  @inlinable
  func view(_ slot: Int) -> OrderView {
    let order = orders[slot]
    let side: Side = order.key > 0 ? .buy : .sell
    return OrderView(
      id: id(slot), side: side, price: side.price(of: order.key),
      original: Quantity(lots: order.original), remaining: Quantity(lots: order.remaining),
      owner: order.owner, tag: order.tag)
  }

  @usableFromInline @inline(never)
  mutating func grow() {
    invariant(capacity < 1 << 31, "more than \(capacity) orders rest in one book")
    let larger = OrderSlab(capacity: capacity * 2)
    larger.orders.update(from: orders, count: slotCount)
    deallocate()
    orders = larger.orders
    capacity = larger.capacity
  }
}

/// A list that each command empties and fills again, in memory that stays.
@frozen @usableFromInline
struct Report<Entry: BitwiseCopyable> {
  @usableFromInline var start: UnsafeMutablePointer<Entry> = .allocate(capacity: 16)
  @usableFromInline var capacity = 16
  @usableFromInline var count = 0

  @inlinable init() {}

  func deallocate() { start.deallocate() }

  @inlinable var entries: UnsafeBufferPointer<Entry> { UnsafeBufferPointer(start: start, count: count) }

  @inlinable @inline(__always)
  mutating func append(_ entry: Entry) {
    if count == capacity { grow() }
    (start + count).initialize(to: entry)
    count &+= 1
  }

  @inlinable @inline(never)
  mutating func grow() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: start, count: count)
    start.deallocate()
    start = larger
    capacity *= 2
  }
}
