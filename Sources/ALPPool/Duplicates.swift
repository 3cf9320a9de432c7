// Which pending orders are copies of others, so that nobody is paid twice for one order.

import SimEngine

extension Pool {
  /// For each pending order whether it is a copy; shape [pending].
  func findDuplicates() -> [Bool] {
    configuration.fidelity.contains(.textualDuplicates) ? textualDuplicates() : supersededOrders()
  }

  /// The corrected rule: a submission is a picture of a user's whole book, and an order is one order whoever
  /// reports it.
  ///
  /// Only the newest submission of a user for a pair counts in a round, even when it is empty: otherwise
  /// an order that was cancelled and placed anew between two submissions would be paid under both ids. Of
  /// what is left, an id counts once an exchange and pair, for the first who reported it: two keys of one
  /// account see the same orders.
  private func supersededOrders() -> [Bool] {
    var seen = OrderTable(capacity: pending.count)
    return pending.map { order in
      order.submission != users[order.user].newestSubmission[order.pair]
        || !seen.insert(order.order.id, of: order.pair)
    }
  }

  /// The original rule: equal id, amount, side, price and server price, where figures are equal when their
  /// first twelve significant digits are; the first copy counts.
  private func textualDuplicates() -> [Bool] {
    struct Key: Hashable {
      let id: UInt64
      let side: Side
      let amount, price, serverPrice: TwelveDigits
    }
    var seen = Set<Key>(minimumCapacity: pending.count)
    return pending.map { stored in
      let order = stored.order
      return !seen.insert(
        Key(
          id: order.id, side: order.side, amount: TwelveDigits(order.amount),
          price: TwelveDigits(order.price), serverPrice: TwelveDigits(stored.serverPrice))
      ).inserted
    }
  }
}

/// Which orders were seen already: a table with open addressing, for a set of the library's takes a third of a
/// round of 100,000 orders.
private struct OrderTable {
  private var slots: [(id: UInt64, pair: Int)]
  private static let free = -1

  /// Room for that many orders, at most half filled.
  init(capacity: Int) {
    var count = 16
    while count < 2 * capacity { count *= 2 }
    slots = [(id: UInt64, pair: Int)](repeating: (0, Self.free), count: count)
  }

  /// Enters an order and says whether it is new.
  mutating func insert(_ id: UInt64, of pair: Int) -> Bool {
    let mask = slots.count - 1
    // The upper bits of a product with an odd number depend on all bits of the factors.
    let product = (id &+ (UInt64(pair) << 48)) &* 0x9E37_79B9_7F4A_7C15
    var slot = Int(product >> 32) & mask
    while slots[slot].pair != Self.free {
      if slots[slot].id == id && slots[slot].pair == pair { return false }
      slot = (slot + 1) & mask
    }
    slots[slot] = (id, pair)
    return true
  }
}

/// A figure not below zero, rounded to twelve significant digits: what Python 2 prints of it.
///
/// The exact binary value is rounded to nearest, ties to even. Figures below 1e-11 or from 1e33 keep all
/// their digits; amounts and prices of an exchange stay far inside.
struct TwelveDigits: Hashable {
  /// The digits as a whole number below 1e12, or the bits of a figure out of range.
  let digits: UInt64
  /// The power of ten of the last digit.
  let exponent: Int

  init(_ value: Double) {
    guard value >= 1e-11 && value < 1e33 else {
      self.init(digits: value.bitPattern, exponent: .max)
      return
    }
    var exponent = -22
    while Self.quotient(value, exponent) >= 1e12 { exponent += 1 }
    let digits = Self.roundedQuotient(value, exponent)
    self =
      digits < 1e12
      ? TwelveDigits(digits: UInt64(digits), exponent: exponent)
      : TwelveDigits(digits: 100_000_000_000, exponent: exponent + 1)
  }

  private init(digits: UInt64, exponent: Int) {
    self.digits = digits
    self.exponent = exponent
  }

  /// `value / 10^exponent`, with the error of one rounding: powers of ten up to 10^22 are doubles.
  private static func quotient(_ value: Double, _ exponent: Int) -> Double {
    let power = Double(powerOfTen(abs(exponent)))
    return exponent < 0 ? value * power : value / power
  }

  /// The whole number nearest to the exact `value / 10^exponent`, ties to even.
  ///
  /// The rounded quotient is at most one off; the sign of a fused multiply-add, which rounds once, tells the
  /// exact quotient from the two midpoints beside it.
  private static func roundedQuotient(_ value: Double, _ exponent: Int) -> Double {
    let power = Double(powerOfTen(abs(exponent)))
    func excess(over midpoint: Double) -> Double {
      exponent < 0 ? (-midpoint).addingProduct(value, power) : value.addingProduct(-midpoint, power)
    }
    let nearest = quotient(value, exponent).rounded(.toNearestOrEven)
    let isOdd = nearest.truncatingRemainder(dividingBy: 2) == 1
    let above = excess(over: nearest + 0.5)
    let below = excess(over: nearest - 0.5)
    if above > 0 || (above == 0 && isOdd) { return nearest + 1 }
    if below < 0 || (below == 0 && isOdd) { return nearest - 1 }
    return nearest
  }
}
