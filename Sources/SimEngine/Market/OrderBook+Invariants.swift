// What must hold in a book between two commands.

extension OrderBook {
  /// Stops the program when the book contradicts itself.
  ///
  /// Totals of levels against their orders, links against each other, levels against the bitmaps and the list outside
  /// the window, best prices, every live slot in exactly one queue, and best bid below best ask.
  /// - Complexity: O(orders + width of the windows).
  public func checkInvariants() {
    var reached = 0
    for side in Side.allCases {
      ladders[side.index].checkInvariants()
      reached += checkQueues(side)
    }
    // Every queued order is live and links lead nowhere twice, so equal counts mean that each rests exactly once.
    invariant(reached == slab.liveCount, "\(slab.liveCount) orders are live but \(reached) rest in queues")
    let live = (1..<slab.slotCount).count { slab.orders[$0].remaining > 0 }
    invariant(live == slab.liveCount, "\(live) slots hold orders, \(slab.liveCount) were counted")
    if let bid = bestBid, let ask = bestAsk {
      invariant(bid < ask, "the best bid \(bid.ticks) is not below the best ask \(ask.ticks)")
    }
  }

  /// Checks the queues of one side and returns how many orders they hold.
  private func checkQueues(_ side: Side) -> Int {
    var reached = 0
    var key = ladders[side.index].best
    var better: Int64?
    while key != PriceLadder.noKey {
      invariant(better.map { key < $0 } ?? true, "the levels of \(side) are not in order of price")
      let level = ladders[side.index].level(key).pointee
      reached += checkQueue(level, key: key)
      better = key
      key = ladders[side.index].next(below: key)
    }
    return reached
  }

  /// Checks the queue of one level and returns how many orders it holds.
  private func checkQueue(_ level: Level, key: Int64) -> Int {
    var lots: Int64 = 0
    var count = 0
    var previous = 0
    var slot = Int(level.first)
    while slot != 0 && count <= slab.liveCount {
      let order = slab.orders[slot]
      invariant(order.remaining > 0, "slot \(slot) rests at key \(key) without lots")
      invariant(order.key == key, "slot \(slot) rests at key \(key) but says \(order.key)")
      let isLinkedBack = previous == 0 || Int(order.previous) == previous
      invariant(isLinkedBack, "slot \(slot) does not link back to slot \(previous)")
      invariant(order.original >= order.remaining, "slot \(slot) rests with more than it had")
      lots += order.remaining
      count += 1
      previous = slot
      slot = Int(order.next)
    }
    invariant(count > 0, "the level at key \(key) is open but empty")
    invariant(Int(level.last) == previous, "the level at key \(key) ends at another slot than its queue")
    invariant(level.count == count, "the level at key \(key) counts \(level.count) orders, not \(count)")
    invariant(level.lots == lots, "the level at key \(key) totals \(level.lots) lots, not \(lots)")
    return count
  }
}

extension PriceLadder {
  /// Stops the program when the bitmaps, the levels and the far list do not agree.
  func checkInvariants() {
    for offset in 0..<width {
      let marked = leaves[offset >> 6] >> UInt64(offset & 63) & 1 == 1
      invariant(marked == (window[offset].first != 0), "level \(offset) and its bit disagree")
    }
    for leaf in 0..<width / 64 {
      let marked = branches[leaf >> 6] >> UInt64(leaf & 63) & 1 == 1
      invariant(marked == (leaves[leaf] != 0), "word \(leaf) and its bit disagree")
    }
    for branch in 0..<width / 4096 {
      invariant(root >> UInt64(branch) & 1 == (branches[branch] != 0 ? 1 : 0), "branch \(branch) disagrees")
    }
    for place in 0..<far.count {
      let key = far.entries[place].key
      invariant(!isInWindow(key), "the level at key \(key) is in the far list though the window covers it")
      invariant(place == 0 || far.entries[place - 1].key < key, "the far list is not sorted at key \(key)")
    }
    invariant(best == next(below: .max), "the best key is \(best), not \(next(below: .max))")
  }
}
