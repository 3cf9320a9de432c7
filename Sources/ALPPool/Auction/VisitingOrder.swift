// The order in which the original pools visited their users.

/// The order in which a table of Python 2 visits text keys that were entered one after the other.
///
/// Lists of paid orders come in it. A table of 2^n slots probes from the key's hash on; when two thirds are
/// taken it is rebuilt with four times as many slots as keys, and keys are entered anew in the order of the
/// former slots.
/// - Parameter keys: Distinct.
/// - Returns: Positions in `keys`, in the order of the slots.
/// - Complexity: O(keys), as long as hashes are spread.
/// - Source: CPython 2.7, 64 bits, without hash randomization.
func visitingOrder(of keys: [String]) -> [Int] {
  let hashes = keys.map(textHash)
  var slots = [Int?](repeating: nil, count: 8)
  for (count, key) in keys.indices.enumerated() {
    enter(key, into: &slots, hashes)
    let used = count + 1
    guard used * 3 >= slots.count * 2 else { continue }
    var size = 8
    while size <= used * (used > 50_000 ? 2 : 4) { size *= 2 }
    let former = slots.compactMap { $0 }
    slots = [Int?](repeating: nil, count: size)
    for key in former { enter(key, into: &slots, hashes) }
  }
  return slots.compactMap { $0 }
}

/// Enters a key at the first free slot of its probe sequence.
private func enter(_ key: Int, into slots: inout [Int?], _ hashes: [UInt64]) {
  let mask = UInt64(slots.count - 1)
  var probe = hashes[key]
  var perturbation = hashes[key]
  while slots[Int(probe & mask)] != nil {
    probe = (probe << 2) &+ probe &+ perturbation &+ 1
    perturbation >>= 5
  }
  slots[Int(probe & mask)] = key
}

/// The hash of a text of bytes.
private func textHash(_ text: String) -> UInt64 {
  guard let first = text.utf8.first else { return 0 }
  var hash = UInt64(first) << 7
  for byte in text.utf8 { hash = (hash &* 1_000_003) ^ UInt64(byte) }
  hash ^= UInt64(text.utf8.count)
  // -1 is the sign of an error there.
  return hash == .max ? .max - 1 : hash
}
