// How far orders move the price, by their size.

import SimEngine

/// The impact of takers' orders, E[s (m' - m) / m | Q].
///
/// With s = +1 for an order that buys, Q its coins, m the middle of the book before it, and m' the middle before the next
/// order of a taker on the same exchange, both in USD at the reference price of the quote coin. An order that met one side
/// only, or whose successor did, is left out, and so is the last. Orders are divided by size into fifths of equal number.
///
/// - Source: F. Lillo, J. D. Farmer and R. N. Mantegna, "Master curve for price-impact function", Nature 421 (2003) 129-130.
struct PriceImpact {
  /// Into how many parts orders are divided by size.
  static let parts = 5
  /// The fewest orders of a part.
  static let fewestOrders = 20

  /// A part of the orders.
  struct Bin {
    /// The geometric mean of the coins.
    let coins: Double
    /// The mean impact as a share of the price.
    let impact: Double
  }

  /// How many orders count.
  let count: Int
  /// The parts from the smallest orders to the largest; none where the parts would have fewer than twenty orders each.
  let bins: [Bin]

  /// The impact of orders in the order of time.
  init(of arrivals: [TradeFlow.Arrival]) {
    let moves = zip(arrivals, arrivals.dropFirst()).compactMap { order, next in
      order.midUSD.flatMap { mid in
        next.midUSD.map { (coins: order.coins, impact: (order.isPurchase ? 1 : -1) * ($0 - mid) / mid) }
      }
    }
    self.init(moves)
  }

  /// The impact of orders of so many coins that moved the price by so much towards themselves.
  init(_ moves: [(coins: Double, impact: Double)]) {
    count = moves.count
    guard moves.count >= Self.parts * Self.fewestOrders else {
      bins = []
      return
    }
    let ranked = moves.enumerated().sorted {
      ($0.element.coins, $0.offset) < ($1.element.coins, $1.offset)
    }.map(\.element)
    bins = (0..<Self.parts).map { part in
      let orders = ranked[part * ranked.count / Self.parts..<(part + 1) * ranked.count / Self.parts]
      let size = Double(orders.count)
      return Bin(
        coins: DeterministicMath.exp(orders.reduce(0) { $0 + DeterministicMath.log($1.coins) } / size),
        impact: orders.reduce(0) { $0 + $1.impact } / size)
    }
  }

  /// The power δ of an impact that grows as Q^δ, through the parts with a positive mean impact; nil below three of them.
  var power: Double? {
    PowerLaw.power(through: bins.filter { $0.impact > 0 }.map { ($0.coins, $0.impact) })
  }

  /// What is told of it.
  var facts: [Fact] {
    var facts = [Fact(count: count, of: "orders between two middles")]
    for (part, name) in ["smallest", "second", "third", "fourth", "largest"].enumerated() {
      let impact = bins.isEmpty ? nil : 1e4 * bins[part].impact
      facts.append(Fact("their impact in bp, \(name) fifth", impact))
    }
    return facts + [Fact("power of the size with which it grows", power)]
  }
}
