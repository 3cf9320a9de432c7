// What must hold inside the future event set at any time.

extension EventQueue {
  /// Checks the whole queue: heap order, one living key a living slot, a free list that is whole.
  /// - Complexity: O(n) with allocation; for tests and the periodic check of a run.
  public func checkInvariants() {
    checkHeapOrder()
    checkSlots()
    for place in keyCount..<capacity {
      invariant(keys[place + EventQueue.shift] == EventQueue.sentinel, "place \(place) is not cleared")
    }
  }

  private func checkHeapOrder() {
    for index in stride(from: rootIsHole ? 5 : 1, to: keyCount, by: 1) {
      let (key, parent) = (keys[index + EventQueue.shift], keys[(index - 1) / 4 + EventQueue.shift])
      invariant(parent < key, "key \(index) comes before its parent")
    }
  }

  private func checkSlots() {
    var isFree = [Bool](repeating: false, count: slotCount)
    var free = freeSlot
    while free >= 0 {
      invariant(!isFree[free], "slot \(free) is on the free list twice")
      invariant(slots[free].sequence == EventQueue.vacant, "slot \(free) is free and living")
      isFree[free] = true
      free = Int(slots[free].a)
    }
    var livingKeys = 0
    for index in (rootIsHole ? 1 : 0)..<max(keyCount, rootIsHole ? 1 : 0) {
      let low = UInt64(truncatingIfNeeded: keys[index + EventQueue.shift])
      let slot = Int(low & 0xFF_FFFF)
      if slots[slot].sequence == (low >> 24) & 0xF_FFFF_FFFF {
        invariant(!isFree[slot], "slot \(slot) is pending and free")
        livingKeys += 1
      }
    }
    invariant(livingKeys == count, "\(livingKeys) keys live, \(count) events are pending")
    let livingSlots = isFree.reduce(0) { $0 + ($1 ? 0 : 1) }
    invariant(livingSlots == count, "\(livingSlots) slots live, \(count) events are pending")
  }
}
