// Where things are traded: exchanges, reserves, programmes and prices, found by id.

/// The markets of one simulation. Components hold ids and look up what they need while they handle an event.
public final class Markets {
  /// The exchanges, by id.
  @exclusivity(unchecked) public private(set) var exchanges: ContiguousArray<Exchange> = []
  /// The reserves, in the order of adding.
  public private(set) var swapVenues: [any SwapVenue] = []
  /// The chain on which swaps with reserves settle; nil where they settle at once.
  public private(set) var chain: Chain?
  /// The reward programmes, by id.
  public private(set) var programs: [any LiquidityProgram] = []
  /// Everybody who owns something, by id.
  @exclusivity(unchecked) public internal(set) var traders: [Trader] = []
  /// Who is told of every fill and every other flow of coins; nil where nobody keeps books.
  @exclusivity(unchecked) var flows: FillMonitor?
  @exclusivity(unchecked) private var references: [(any ReferencePrice)?]
  /// The last price asked of each reference: within one instant many ask for the same.
  @exclusivity(unchecked) private var lastAsked: ContiguousArray<(time: SimTime, price: Double)>

  init(assetCount: Int) {
    references = Array(repeating: nil, count: assetCount)
    lastAsked = ContiguousArray(repeating: (SimTime(nanoseconds: -1), 0), count: assetCount)
  }

  /// Adds an exchange, which must also be added to the simulation as a component.
  public func add(_ exchange: Exchange) { exchanges.append(exchange) }
  /// Adds a reserve.
  public func add(_ venue: any SwapVenue) { swapVenues.append(venue) }
  /// Lets swaps settle in blocks; the chain must also be added to the simulation as a component.
  public func settle(on chain: Chain) { self.chain = chain }
  /// Adds a programme.
  public func add(_ program: any LiquidityProgram) -> LiquidityProgramID {
    programs.append(program)
    return LiquidityProgramID(rawValue: Int32(programs.count - 1))
  }
  /// Sets what a coin is worth in USD.
  public func setReference(_ price: any ReferencePrice, of asset: AssetID) {
    references[Int(asset.rawValue)] = price
    lastAsked[Int(asset.rawValue)].time = SimTime(nanoseconds: -1)
  }

  /// The exchange with an id.
  @inlinable public subscript(_ id: ExchangeID) -> Exchange { exchanges[Int(id.rawValue)] }
  /// The programme with an id.
  public subscript(_ id: LiquidityProgramID) -> any LiquidityProgram { programs[Int(id.rawValue)] }

  /// The reference price of an asset.
  /// - Precondition: the asset has one.
  public func reference(of asset: AssetID) -> any ReferencePrice {
    guard let reference = references[Int(asset.rawValue)] else {
      invariantFailure("asset \(asset.rawValue) has no reference price")
    }
    return reference
  }

  /// USD per whole coin of an asset in the world beyond the simulation.
  public func usdPrice(of asset: AssetID, at time: SimTime) -> Double {
    let index = Int(asset.rawValue)
    if lastAsked[index].time == time { return lastAsked[index].price }
    let price = reference(of: asset).usdPrice(at: time)
    lastAsked[index] = (time, price)
    return price
  }

  /// Adds a thousand points of every reference price to a fingerprint.
  func recordPrices(until end: SimTime, in fingerprint: inout Fingerprint) {
    for reference in references {
      guard let reference else { continue }
      for point in 0...1000 {
        let time = SimTime(nanoseconds: end.nanoseconds / 1000 * Int64(point))
        fingerprint.add(reference.usdPrice(at: time))
      }
    }
  }
}
