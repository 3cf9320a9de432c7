// One side of a book by price: a window of levels around the best price, and a short list of those far from it.

/// The orders at one price: a queue linked through their slots, and its totals.
@frozen @usableFromInline
struct Level {
  /// Lots of all orders of the level.
  @usableFromInline var lots: Int64 = 0
  /// The slot of the earliest order, 0 when the level is empty.
  @usableFromInline var first: UInt32 = 0
  /// The slot of the latest order.
  @usableFromInline var last: UInt32 = 0
  /// How many orders.
  @usableFromInline var count = 0

  @inlinable init() {}
}

/// The levels of one side, by key: a greater key is a better price.
///
/// Nearly all traffic is near the best price. The window holds one `Level` for every key of
/// `base ..< base + width`, and three tiers of bitmaps, each bit of an upper tier standing for 64 of the tier below,
/// say which levels hold orders; so that finding the next occupied level takes a few instructions however sparse
/// the levels are. A level outside the window, such as a bid of one tick, lives in a sorted list. When too many
/// orders miss the window it is widened, up to 64^3 levels, or moved to where the best price went. Where a level
/// lives is seen only by this type: results never depend on it, only speed does.
///
/// - Complexity: O(1) for a level in the window; for a far one O(log n) to find and O(n) to insert or remove, with
///   n far levels. A move costs O(width / 64 + levels) and waits
///   until a number of orders in proportion missed the window.
@frozen @usableFromInline
struct PriceLadder {
  /// The key of no level, below every other.
  @inlinable static var noKey: Int64 { Int64.min }
  @usableFromInline static let smallestWidth = 64 * 64
  static let greatestWidth = 64 * 64 * 64
  /// How far below the best price the widest window can reach.
  static let reach = Int64(greatestWidth / 4 * 3)

  /// The greatest key with orders, or `noKey`.
  @usableFromInline var best = PriceLadder.noKey
  @usableFromInline var base: Int64 = 0
  @usableFromInline var width = PriceLadder.smallestWidth
  @usableFromInline var window: UnsafeMutablePointer<Level>
  /// One bit a level.
  @usableFromInline var leaves: UnsafeMutablePointer<UInt64>
  /// One bit a word of `leaves`.
  @usableFromInline var branches: UnsafeMutablePointer<UInt64>
  /// One bit a word of `branches`.
  @usableFromInline var root: UInt64 = 0
  @usableFromInline var far = FarLevels()
  /// Orders that fell outside the window since it was last placed.
  @usableFromInline var misses = 0

  @usableFromInline
  init() {
    (window, leaves, branches) = PriceLadder.allocateWindow(width: width)
  }

  func deallocate() {
    deallocateWindow()
    far.deallocate()
  }

  private func deallocateWindow() {
    window.deallocate()
    leaves.deallocate()
    branches.deallocate()
  }

  /// The level of a key that has orders.
  @inlinable @inline(__always)
  func level(_ key: Int64) -> UnsafeMutablePointer<Level> {
    let offset = Int(key &- base)
    return UInt(bitPattern: offset) < UInt(bitPattern: width) ? window + offset : far.level(key)
  }

  /// The level of a key to which an order is about to be added; opened when it has none yet.
  @inlinable @inline(__always)
  mutating func open(_ key: Int64) -> UnsafeMutablePointer<Level> {
    let offset = Int(key &- base)
    guard UInt(bitPattern: offset) < UInt(bitPattern: width) else { return openOutside(key) }
    let level = window + offset
    if level.pointee.first == 0 {
      mark(offset)
      if key > best { best = key }
    }
    return level
  }

  /// Takes away a level whose last order left.
  @usableFromInline @inline(never)
  mutating func close(_ key: Int64) {
    let offset = Int(key &- base)
    if UInt(bitPattern: offset) < UInt(bitPattern: width) { unmark(offset) } else { far.remove(key) }
    if key == best { best = next(below: key) }
  }

  /// The greatest key with orders below a key, or `noKey`.
  @inlinable @inline(__always)
  func next(below key: Int64) -> Int64 {
    let near = nextInWindow(below: key)
    return far.count == 0 ? near : max(near, far.next(below: key))
  }

  // MARK: The window

  @inlinable @inline(__always)
  func nextInWindow(below key: Int64) -> Int64 {
    let offset = Int(min(key, base &+ Int64(width)) &- base) &- 1
    if offset < 0 { return PriceLadder.noKey }
    let word = offset >> 6
    let bits = leaves[word] & (~0 >> UInt64(truncatingIfNeeded: 63 &- offset & 63))
    if bits != 0 { return base &+ Int64(word << 6 + highestBit(bits)) }
    let found = PriceLadder.highestLevel(belowWord: word, leaves, branches, root)
    return found < 0 ? PriceLadder.noKey : base &+ Int64(found)
  }

  /// The highest occupied level in a word of `leaves` before `word`, or -1.
  @inlinable
  static func highestLevel(
    belowWord word: Int, _ leaves: UnsafeMutablePointer<UInt64>, _ branches: UnsafeMutablePointer<UInt64>,
    _ root: UInt64
  ) -> Int {
    var branch = word >> 6
    var bits = branches[branch] & bitsBelow(word & 63)
    if bits == 0 {
      let upper = root & bitsBelow(branch)
      if upper == 0 { return -1 }
      branch = highestBit(upper)
      bits = branches[branch]
    }
    let leaf = branch << 6 + highestBit(bits)
    return leaf << 6 + highestBit(leaves[leaf])
  }

  @inlinable @inline(__always)
  mutating func mark(_ offset: Int) {
    leaves[offset >> 6] |= 1 &<< UInt64(truncatingIfNeeded: offset)
    branches[offset >> 12] |= 1 &<< UInt64(truncatingIfNeeded: offset >> 6)
    root |= 1 &<< UInt64(truncatingIfNeeded: offset >> 12)
  }

  @inlinable @inline(__always)
  mutating func unmark(_ offset: Int) {
    leaves[offset >> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: offset))
    if leaves[offset >> 6] != 0 { return }
    branches[offset >> 12] &= ~(1 &<< UInt64(truncatingIfNeeded: offset >> 6))
    if branches[offset >> 12] != 0 { return }
    root &= ~(1 &<< UInt64(truncatingIfNeeded: offset >> 12))
  }

  // MARK: Outside the window

  @usableFromInline @inline(never)
  mutating func openOutside(_ key: Int64) -> UnsafeMutablePointer<Level> {
    if best == PriceLadder.noKey {
      placeWindow(around: key)
    } else if abs(best - key) < PriceLadder.reach {
      // No window would help an order further from the best price than this, so only nearer ones count.
      misses += 1
      if misses > (width / 16 + far.count) / 16 { moveWindow() }
    }
    if isInWindow(key) { return open(key) }
    best = max(best, key)
    return far.open(key)
  }

  func isInWindow(_ key: Int64) -> Bool { key >= base && key < base + Int64(width) }

  /// Puts the empty window where a key has three quarters of it below: worse prices are where orders rest.
  private mutating func placeWindow(around key: Int64) {
    base = key - Int64(width / 4 * 3)
    misses = 0
  }

  /// Widens the window when the best price is inside it already, then places it around the best price.
  private mutating func moveWindow() {
    emptyWindow()
    if isInWindow(best) && width < PriceLadder.greatestWidth {
      deallocateWindow()
      width *= 2
      (window, leaves, branches) = PriceLadder.allocateWindow(width: width)
    }
    placeWindow(around: best)
    fillWindow()
  }

  /// Moves every level of the window to the far list.
  private mutating func emptyWindow() {
    let count = (0..<width / 64).reduce(0) { $0 + leaves[$1].nonzeroBitCount }
    var place = far.makeRoom(for: count, at: base)
    for leaf in 0..<width / 64 {
      while leaves[leaf] != 0 {
        let offset = leaf << 6 + leaves[leaf].trailingZeroBitCount
        far.entries[place] = FarLevels.Entry(key: base + Int64(offset), level: window[offset])
        window[offset] = Level()
        unmark(offset)
        place += 1
      }
    }
  }

  /// Moves every level of the far list that the window covers into it.
  private mutating func fillWindow() {
    let covered = far.rank(base)..<far.rank(base + Int64(width))
    for place in covered {
      let offset = Int(far.entries[place].key - base)
      window[offset] = far.entries[place].level
      mark(offset)
    }
    far.remove(covered)
  }

  private static func allocateWindow(width: Int)
    -> (UnsafeMutablePointer<Level>, UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<UInt64>)
  {
    let window = UnsafeMutablePointer<Level>.allocate(capacity: width)
    window.initialize(repeating: Level(), count: width)
    let leaves = UnsafeMutablePointer<UInt64>.allocate(capacity: width / 64)
    leaves.initialize(repeating: 0, count: width / 64)
    let branches = UnsafeMutablePointer<UInt64>.allocate(capacity: width / 64 / 64)
    branches.initialize(repeating: 0, count: width / 64 / 64)
    return (window, leaves, branches)
  }
}

/// The number of the highest set bit.
/// - Precondition: one is set.
@inlinable @inline(__always)
func highestBit(_ bits: UInt64) -> Int { 63 &- bits.leadingZeroBitCount }

/// A word with the lowest `count` bits set.
/// - Precondition: 0 <= count < 64.
@inlinable @inline(__always)
func bitsBelow(_ count: Int) -> UInt64 { (1 &<< UInt64(truncatingIfNeeded: count)) &- 1 }
