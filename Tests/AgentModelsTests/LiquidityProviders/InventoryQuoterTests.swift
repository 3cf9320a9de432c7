// The maker of Avellaneda and Stoikov: the paper's table, and his quotes on a book.

import Laws
import SimEngine
import Testing

@testable import AgentModels

@Suite("Makers who mind what they hold")
struct InventoryQuoterTests {
  /// Profit and final inventory over paths of the paper's world: s = 100, T = 1, σ = 2, dt = 0.005, A = 140, k = 1.5.
  ///
  /// - Parameter spread: Of the maker who quotes around the price whatever he holds; nil for the one who minds.
  static func simulate(gamma: Double, spread: Double?, paths: Int) -> (profit: Moments, inventory: Moments) {
    let quotes = InventoryQuotes(riskAversion: gamma, volatility: 2, fillRate: 140, fillDecay: 1.5)
    let stream = RandomStream(key: RandomKey(seed: 2_008, run: 0), name: "world", role: .exogenous)
    var (profits, inventories) = ([Double](), [Double]())
    for _ in 0..<paths {
      var (price, cash, held) = (100.0, 0.0, 0.0)
      for step in 0..<200 {
        let distances =
          spread.map { InventoryQuotes.Distances(bid: $0 / 2, ask: $0 / 2) }
          ?? quotes.distances(holding: held, closingAfter: 1 - Double(step) * 0.005)
        let ask = stream.uniform() < 0.7 * DeterministicMath.exp(-1.5 * distances.ask)
        let bid = stream.uniform() < 0.7 * DeterministicMath.exp(-1.5 * distances.bid)
        if ask { (cash, held) = (cash + price + distances.ask, held - 1) }
        if bid { (cash, held) = (cash - price + distances.bid, held + 1) }
        price += (stream.bernoulli(0.5) ? 1 : -1) * 2 * 0.005.squareRoot()
      }
      profits.append(cash + held * price)
      inventories.append(held)
    }
    return (Moments(profits), Moments(inventories))
  }

  /// γ, the mean spread, and of both makers the mean profit, its deviation, and the deviation of the final inventory.
  typealias Row = (gamma: Double, spread: Double, minding: [Double], symmetric: [Double])
  static let table: [Row] = [
    (0.1, 1.49, [64.9, 6.5, 3.0], [68.2, 13.4, 8.3]), (0.01, 1.35, [68.5, 9.0, 5.2], [68.8, 13.7, 8.6]),
    (0.5, 2.15, [48.5, 5.9, 2.0], [58.4, 11.7, 7.1]),
  ]

  static func check(_ row: Row, paths: Int, _ law: Law) {
    let mean =
      2
      * InventoryQuotes(riskAversion: row.gamma, volatility: 2, fillRate: 140, fillDecay: 1.5)
      .distances(holding: 0, closingAfter: 0.5).bid
    #expect(law.holds("mean spread; γ = \(row.gamma)", expected: row.spread, measured: mean, within: 0.005))
    let minding = simulate(gamma: row.gamma, spread: nil, paths: paths)
    let symmetric = simulate(gamma: row.gamma, spread: mean, paths: paths)
    for (maker, found, expected) in [
      ("minding", minding, row.minding), ("symmetric", symmetric, row.symmetric),
    ] {
      let (profit, held) = (found.profit.variance.squareRoot(), found.inventory.variance.squareRoot())
      // A deviation of so many paths has a relative error of 1/√(2n); the paper has three per cent of its own.
      let error = 0.03 + Law.gate / (2 * Double(paths)).squareRoot()
      let words = "\(maker); γ = \(row.gamma)"
      #expect(
        law.holds("mean profit; \(words)", expected: expected[0], measured: found.profit.mean, within: 0.03))
      #expect(
        law.holds("deviation of profit; \(words)", expected: expected[1], measured: profit, within: error))
      #expect(
        law.holds("deviation of holding; \(words)", expected: expected[2], measured: held, within: error))
    }
    guard row.gamma == 0.1 else { return }
    let ratio = minding.profit.variance.squareRoot() / symmetric.profit.variance.squareRoot()
    #expect(law.holds("ratio of deviations; γ = 0.1", expected: 0.48, measured: ratio, within: 0.12))
  }

  @Test("V35: minding the inventory halves the risk of the profit and costs a twentieth of it")
  func table() { Self.check(Self.table[0], paths: 500, Law(35)) }

  @Test(
    "V35: the table of Avellaneda and Stoikov, for three aversions to risk",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"), arguments: 0..<3)
  func tableAtLength(row: Int) { Self.check(Self.table[row], paths: 4_000, Law(35, .long)) }

  static let quotes = InventoryQuotes(riskAversion: 0.01, volatility: 2.5, fillRate: 0.05, fillDecay: 0.03)

  @Test(
    "Without a horizon quotes lie the edge and half a step around the price, and shift by a step a unit held")
  func endless() {
    let flat = Self.quotes.distances(holding: 0)
    // (1/γ) ln(1 + γ/k) = 100 ln(4/3); the step is √(σ²γ/2kA (1 + γ/k)^(1 + k/γ)) = √(20.8333 · (4/3)^4).
    let (edge, step) = (28.7682072451781, 8.114408259335794)
    #expect((flat.bid - edge - step / 2).magnitude < 1e-9 && (flat.ask - edge - step / 2).magnitude < 1e-9)
    let long = Self.quotes.distances(holding: 2)
    #expect((long.bid - flat.bid - 2 * step).magnitude < 1e-9)
    #expect((long.ask - flat.ask + 2 * step).magnitude < 1e-9)
  }

  @Test("A bonus draws a quote into the tolerance exactly when it pays more than the edge given up")
  func bonus() {
    let wanted = 40.0
    let worth = { Self.quotes.worth(of: $0, wanted: wanted) }
    // Nothing is worth more than the quote that was wanted.
    for distance in [5, 25, 39, 39.99, 40.01, 41, 60, 200] { #expect(worth(distance) < worth(wanted)) }
    let given = worth(40) - worth(25)
    #expect(Self.quotes.distance(wanted, within: 25, forBonus: given * 1.001) == 25)
    #expect(Self.quotes.distance(wanted, within: 25, forBonus: given * 0.999) == 40)
    #expect(Self.quotes.distance(20, within: 25, forBonus: 100) == 20)
  }

  @Test("He quotes both sides, and lower on both after he has bought")
  func onTheBook() throws {
    let world = SmallWorld(latency: .zero)
    var parameters = InventoryQuoterParameters()
    parameters.quotes = Self.quotes
    parameters.capital = ProviderCapital(tokens: SmallWorld.nbt(5_000), quote: SmallWorld.btc(10))
    let feed = PriceFeed(of: ConstantPrice(usd: 500))
    world.simulation.add(
      InventoryQuoter(
        name: "maker", group: "maker", exchange: ExchangeID(rawValue: 0), feed: feed, parameters: parameters))
    var before: [Double] = []
    world.simulation.add(
      Script([
        (
          .minutes(5),
          { context in
            before = [world.levels(.buy)[0].usd, world.levels(.sell)[0].usd]
            Counterparty("seller", in: context).take(.sell, 500, in: context)
          }
        )
      ]))
    world.run(.minutes(10))
    let after = [world.levels(.buy)[0].usd, world.levels(.sell)[0].usd]
    let (edge, step) = (28.7682072451781e-4, 8.114408259335794e-4)
    for (found, expected) in [
      (before[0], 1 - edge - step / 2), (before[1], 1 + edge + step / 2), (after[0], 1 - edge - 1.5 * step),
      (after[1], 1 + edge - 0.5 * step),
    ] { #expect((found - expected).magnitude < 1e-5, "\(found)") }
    #expect((world.levels(.buy)[0].coins - 500).magnitude < 0.01)
  }

  /// A maker with 5,000 NBT on a book, and what a test does there.
  private static func maker(
    in world: SmallWorld, _ change: (inout InventoryQuoterParameters) -> Void = { _ in }
  ) -> InventoryQuoter {
    var parameters = InventoryQuoterParameters()
    parameters.quotes = quotes
    parameters.capital = ProviderCapital(tokens: SmallWorld.nbt(5_000), quote: SmallWorld.btc(10))
    change(&parameters)
    return InventoryQuoter(
      name: "maker", group: "maker", exchange: ExchangeID(rawValue: 0),
      feed: PriceFeed(of: ConstantPrice(usd: 500)), parameters: parameters)
  }

  @Test("A bonus that is worth it draws both quotes to the rim of what it is paid for")
  func bonusOnTheBook() {
    let world = SmallWorld(latency: .zero)
    world.simulation.add(
      Self.maker(in: world) {
        $0.toleranceBasisPoints = 25
        $0.bonusBasisPointsPerMinute = 100
      })
    world.run(.minutes(5))
    #expect((world.levels(.buy)[0].usd - 0.9975).magnitude < 1e-5)
    #expect((world.levels(.sell)[0].usd - 1.0025).magnitude < 1e-5)
  }

  @Test("However much he holds, he sells at the peg and not below")
  func notBelowThePeg() {
    let world = SmallWorld(latency: .zero)
    world.simulation.add(Self.maker(in: world))
    world.simulation.add(
      Script(
        (1...7).map { (index: Int64) in
          (.minutes(3 * index), { Counterparty("seller-\(index)", in: $0).take(.sell, 500, in: $0) })
        }))
    world.run(.minutes(30))
    #expect((world.levels(.sell)[0].usd - 1).magnitude < 1e-5)
  }
}
