// What is told of books: which sides have orders, how far they are apart, and how much stands at which distance.

import SimEngine

/// Figures under a name, and how often was looked for one.
struct FactColumn {
  let name: String
  var sample: [Double] = []
  var looks = 0

  /// How the figures are distributed, where there are eight, and which part of the looks found none.
  var subject: FactSubject {
    let facts = SampleFacts(sample)
    let quantiles = [5, 25, 50, 75, 95].map { percent in
      Fact("\(percent) %", facts.count >= 8 ? facts.quantile(Double(percent) / 100) : nil)
    }
    let absent = looks > 0 ? 1 - Double(facts.count) / Double(looks) : nil
    return FactSubject(
      name: name, facts: [Fact(count: facts.count, of: "looks")] + quantiles + [Fact("share without", absent)]
    )
  }
}

/// Looks at the book of one exchange.
struct BookLooks {
  let name: String
  /// The spreads in basis points of the middle.
  private(set) var spreads: FactColumn
  /// Looks that found bids alone, and asks alone.
  private var (bidsAlone, asksAlone) = (0, 0)

  /// No looks yet at the book of an exchange.
  init(name: String) { (self.name, spreads) = (name, FactColumn(name: name)) }

  /// Adds a look that found a best bid, a best ask, both or none.
  mutating func append(bid: Double?, ask: Double?) {
    spreads.looks += 1
    if let bid, let ask {
      spreads.sample.append(2e4 * (ask - bid) / (ask + bid))
    } else if bid != nil {
      bidsAlone += 1
    } else if ask != nil {
      asksAlone += 1
    }
  }

  /// Which part of the looks found which sides.
  var sideFacts: [Fact] {
    let share = { (count: Int) in
      spreads.looks > 0 ? Double(count) / Double(spreads.looks) : nil
    }
    return [
      Fact(count: spreads.looks, of: "looks"),
      Fact("share with both sides", share(spreads.sample.count)),
      Fact("share with bids alone", share(bidsAlone)), Fact("share with asks alone", share(asksAlone)),
    ]
  }
}

/// What stands how far from the peg, as a mean over a run and over all exchanges together.
struct DepthProfile {
  /// A distance, and the coins on each side up to it.
  struct Ring: Hashable {
    /// Basis points, each more than the one before.
    let within: Double
    let bids: Double
    let asks: Double
  }

  /// From the peg outward.
  var rings: [Ring] = []

  /// The facts of both sides; none without rings.
  var subjects: [FactSubject] {
    rings.isEmpty
      ? []
      : [FactSubject(name: "bids", facts: facts(\.bids)), FactSubject(name: "asks", facts: facts(\.asks))]
  }

  /// What stands on a side from each ring to the next, and where it is densest: the hump, half way between two rings.
  private func facts(_ coins: (Ring) -> Double) -> [Fact] {
    var inner = (within: 0.0, coins: 0.0)
    var (hump, densest): (Double?, Double) = (nil, 0)
    var facts: [Fact] = []
    for ring in rings {
      let density = (coins(ring) - inner.coins) / (ring.within - inner.within)
      if density > densest { (hump, densest) = ((inner.within + ring.within) / 2, density) }
      facts.append(Fact("from \(readable(inner.within)) to \(readable(ring.within)) bp", density))
      inner = (ring.within, coins(ring))
    }
    return facts + [Fact("where most stand, in bp", hump)]
  }
}
