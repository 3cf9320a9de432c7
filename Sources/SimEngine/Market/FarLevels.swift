// The levels of one side that lie outside the window of a price ladder.

/// Levels by rising key in one sorted block of memory.
///
/// Normally there are none or a few; the best of them is the last.
@frozen @usableFromInline
struct FarLevels {
  @frozen @usableFromInline
  struct Entry {
    @usableFromInline var key: Int64
    @usableFromInline var level: Level

    @inlinable
    init(key: Int64, level: Level) {
      self.key = key
      self.level = level
    }
  }

  @usableFromInline var entries: UnsafeMutablePointer<Entry>
  @usableFromInline var count = 0
  @usableFromInline var capacity = 8

  @usableFromInline init() { entries = .allocate(capacity: capacity) }

  func deallocate() { entries.deallocate() }

  /// How many levels have a smaller key.
  func rank(_ key: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The level of a key that is in the list.
  @usableFromInline @inline(never)
  func level(_ key: Int64) -> UnsafeMutablePointer<Level> {
    let place = rank(key)
    invariant(place < count && entries[place].key == key, "no level has the key \(key)")
    return UnsafeMutableRawPointer(entries + place).advanced(by: levelOffset)
      .assumingMemoryBound(to: Level.self)
  }

  /// The level of a key, put into the list when it is not there yet. The pointer holds until the next change.
  mutating func open(_ key: Int64) -> UnsafeMutablePointer<Level> {
    let place = rank(key)
    if place == count || entries[place].key != key {
      _ = makeRoom(for: 1, at: key)
      entries[place] = Entry(key: key, level: Level())
    }
    return level(key)
  }

  /// Makes room for some levels in front of the first one with at least that key.
  /// - Returns: The place of the first of them; what stands there is for the caller to overwrite.
  mutating func makeRoom(for newLevels: Int, at key: Int64) -> Int {
    let place = rank(key)
    while count + newLevels > capacity { grow() }
    (entries + place + newLevels).update(from: entries + place, count: count - place)
    count += newLevels
    return place
  }

  /// Takes the level of a key out of the list.
  @usableFromInline @inline(never)
  mutating func remove(_ key: Int64) {
    let place = rank(key)
    invariant(place < count && entries[place].key == key, "no level has the key \(key)")
    remove(place..<place + 1)
  }

  /// Takes the levels at some places out of the list.
  mutating func remove(_ places: Range<Int>) {
    let rest = count - places.upperBound
    (entries + places.lowerBound).update(from: entries + places.upperBound, count: rest)
    count -= places.count
  }

  /// The greatest key of the list below a key, or `PriceLadder.noKey`.
  @usableFromInline @inline(never)
  func next(below key: Int64) -> Int64 {
    let place = rank(key)
    return place == 0 ? PriceLadder.noKey : entries[place - 1].key
  }

  private var levelOffset: Int { MemoryLayout<Entry>.offset(of: \.level) ?? 0 }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
    larger.update(from: entries, count: count)
    entries.deallocate()
    entries = larger
    capacity *= 2
  }
}
