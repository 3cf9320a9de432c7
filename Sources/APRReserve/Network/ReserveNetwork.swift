// The network: finds the best reserve for a trade and leads it there, through ether where neither side is.

public import SimEngine

/// What is traded through a network.
public enum NetworkAsset: Hashable, Sendable {
  case ether
  case token(Address)
}

/// A trade that somebody asks a network for.
public struct NetworkOrder: Hashable, Sendable {
  /// What is given.
  public let source: NetworkAsset
  /// What is wanted.
  public let destination: NetworkAsset
  /// How much is given at most, in base units.
  public let quantity: Int128
  /// How much is wanted at most, in base units.
  public let largestDestination: Int128
  /// The lowest rate that the trader accepts, destination per source scaled by 10^18.
  public let minimumRate: UInt256

  /// An order.
  /// - Precondition: no amount is negative.
  public init(
    from source: NetworkAsset, to destination: NetworkAsset, quantity: Int128,
    largestDestination: Int128 = .max, minimumRate: UInt256 = .zero
  ) {
    invariant(quantity >= 0 && largestDestination >= 0, "an order of a negative amount")
    self.source = source
    self.destination = destination
    self.quantity = quantity
    self.largestDestination = largestDestination
    self.minimumRate = minimumRate
  }
}

/// One reserve's part in a trade through a network.
public struct NetworkLeg: Hashable, Sendable {
  /// The place of the reserve in the network's list.
  public let place: Int
  /// The side of whoever trades with the reserve.
  public let side: Side
  /// What the reserve is given, in base units.
  public internal(set) var source: UInt256
  /// Its rate for the whole quantity, scaled by 10^18; kept when less is traded.
  public let rate: UInt128
}

/// What a network makes of an order.
public struct NetworkQuote: Hashable, Sendable {
  /// What the trader gives, in base units.
  public internal(set) var source: UInt256
  /// What the trader receives, in base units; zero when some leg has no reserve.
  public internal(set) var destination: UInt256
  /// The ether in the middle of the trade in wei, the network's fee included.
  public internal(set) var ether: UInt256
  /// The network's fee in wei.
  public internal(set) var networkFee: UInt256
  /// Destination per source after the fee, scaled by 10^18; zero when some leg has no reserve.
  public internal(set) var rate: UInt256
  /// The sale of a token for ether, if there is one.
  public internal(set) var sale: NetworkLeg?
  /// The purchase of a token for ether, if there is one.
  public internal(set) var purchase: NetworkLeg?
}

/// A network of reserves, each of which trades one token against ether.
///
/// A quote asks every reserve that trades the token. One that quotes zero is passed over; one that reverts
/// takes the whole quote down with it, so that a single reserve without parameters blocks its pair for
/// everybody.
///
/// Source: KyberNetwork/smart-contracts, KyberNetwork.sol.
public struct ReserveNetwork: Equatable, Sendable {
  /// A reserve of the network's list.
  public struct Listing: Equatable, Sendable {
    /// The reserve; its owner calls it here.
    public var reserve: KyberReserve
    /// Whether the network takes its fee from trades with this reserve, as it does from price reserves.
    public var isFeeAccounted = true
  }

  /// The network's address, by which reserves know it.
  public let address: Address
  /// How reserves are chosen.
  public let rules: NetworkRules
  /// The reserves, in the order in which they were listed; it matters only for draws.
  public var listings: [Listing] = []

  /// A network without reserves.
  public init(address: Address, rules: NetworkRules) {
    self.address = address
    self.rules = rules
  }

  /// Lists a reserve, which must name this network by itself for trades to go through.
  /// - Precondition: no reserve of that address is listed.
  public mutating func list(_ reserve: KyberReserve, isFeeAccounted: Bool = true) {
    let isNew = !listings.contains { $0.reserve.address == reserve.address }
    invariant(isNew, "\(reserve.address) is listed already")
    listings.append(Listing(reserve: reserve, isFeeAccounted: isFeeAccounted))
  }

  /// Takes a reserve off the list; the last one takes its place.
  /// - Returns: The reserve, nil if it was not listed.
  public mutating func delist(_ reserve: Address) -> KyberReserve? {
    guard let place = listings.firstIndex(where: { $0.reserve.address == reserve }) else { return nil }
    listings.swapAt(place, listings.count - 1)
    return listings.removeLast().reserve
  }

  // MARK: Trading

  /// Trades, or reverts without a trace.
  ///
  /// When the trader wants no more than the order's largest destination, less is taken from him, but at the
  /// rates that were quoted for all that he gave.
  /// - Parameter draw: Picks one of so many near-equal reserves; both legs may ask. On the chain it is the
  ///   hash of the last block.
  /// - Returns: What was traded.
  @discardableResult
  public mutating func trade(
    _ order: NetworkOrder, draw: (Int) -> Int
  ) throws(Revert) -> NetworkQuote {
    try require(order.quantity > 0, else: .sourceZero)
    try require(order.source != order.destination, else: .sameAsset)
    var fill = try quote(order, draw: draw)
    try require(fill.rate > .zero, else: .rateZero)
    try require(fill.rate < rules.rateLimit, else: .rateTooLarge)
    try require(fill.rate >= order.minimumRate, else: .rateBelowMinimum)
    if fill.destination > UInt256(amount: order.largestDestination) {
      try limit(&fill, toDestinationOf: order)
    }
    var settled = listings
    for leg in [fill.sale, fill.purchase].compactMap(\.self) {
      let quantity = Int128(clamping: leg.source)
      try settled[leg.place].reserve.trade(
        leg.side, quantity: quantity, rate: leg.rate, etherSent: leg.side == .buy ? quantity : 0, by: address)
    }
    listings = settled
    return fill
  }

  // MARK: Quoting

  /// What the network would make of an order, whatever its largest destination and its lowest rate; anybody
  /// may ask.
  /// - Returns: A quote of zero when some leg finds no rate.
  /// - Throws: The revert of any reserve that is asked.
  public func quote(_ order: NetworkOrder, draw: (Int) -> Int) throws(Revert) -> NetworkQuote {
    let given = UInt256(amount: order.quantity)
    try require(given <= Scale.largestQuantity, else: .quantityTooLarge)
    var quote = NetworkQuote(source: given, destination: .zero, ether: given, networkFee: .zero, rate: .zero)
    if case .token(let token) = order.source {
      quote.sale = try bestLeg(.sell, of: token, quantity: given, fee: .zero, draw: draw)
      quote.ether = try received(quote.sale)
      if quote.ether == .zero { return quote }
    }
    let feePerReserve = rules.fee(on: quote.ether)
    if let sale = quote.sale, listings[sale.place].isFeeAccounted { quote.networkFee = feePerReserve }
    let remaining = quote.ether &- quote.networkFee
    if case .token(let token) = order.destination {
      quote.purchase = try bestLeg(.buy, of: token, quantity: remaining, fee: feePerReserve, draw: draw)
      quote.destination = try received(quote.purchase)
      if let purchase = quote.purchase, listings[purchase.place].isFeeAccounted {
        quote.networkFee = quote.networkFee &+ feePerReserve
      }
    } else {
      quote.destination = remaining
    }
    quote.rate = try rate(of: quote, order)
    return quote
  }

  /// The leg through the reserve that the rules choose; nil when none quotes a rate.
  private func bestLeg(
    _ side: Side, of token: Address, quantity: UInt256, fee: UInt256, draw: (Int) -> Int
  ) throws(Revert) -> NetworkLeg? {
    var offers: [ReserveOffer] = []
    for (place, listing) in listings.enumerated() where listing.reserve.token == token {
      let isCharged = listing.isFeeAccounted
      let source = side == .buy && isCharged ? quantity &- fee : quantity
      let answer = listing.reserve.quote(side, quantity: Int128(clamping: source)).rate
      if case .revert(let revert) = answer { throw revert }
      offers.append(
        ReserveOffer(
          place: place, source: source, rate: UInt256(answer.rate),
          destinationFeeBasisPoints: side == .sell && isCharged
            ? UInt256(UInt128(rules.feeBasisPoints)) : .zero))
    }
    return rules.choose(among: offers, draw: draw).map { offer in
      NetworkLeg(place: offer.place, side: side, source: offer.source, rate: offer.rate.low)
    }
  }

  /// What the trader receives in a leg.
  private func received(_ leg: NetworkLeg?) throws(Revert) -> UInt256 {
    guard let leg else { return .zero }
    let decimals = decimals(of: leg)
    return try QuantityConversion.destinationQuantity(
      source: leg.source, sourceDecimals: decimals.source, destinationDecimals: decimals.destination,
      rate: UInt256(leg.rate))
  }

  /// What must be given in a leg for a destination, at its rate.
  private func needed(_ leg: NetworkLeg, for destination: UInt256) throws(Revert) -> UInt256 {
    let decimals = decimals(of: leg)
    return try QuantityConversion.sourceQuantity(
      destination: destination, sourceDecimals: decimals.source, destinationDecimals: decimals.destination,
      rate: UInt256(leg.rate))
  }

  private func decimals(of leg: NetworkLeg) -> (source: Int, destination: Int) {
    let token = listings[leg.place].reserve.reserve.rates.tokenDecimals
    return leg.side == .buy ? (Scale.etherDecimals, token) : (token, Scale.etherDecimals)
  }

  /// The rate of a whole trade. The newer network goes by way of the rate of its purchase, and rounds twice.
  private func rate(of quote: NetworkQuote, _ order: NetworkOrder) throws(Revert) -> UInt256 {
    let sourceDecimals = quote.sale.map { decimals(of: $0).source } ?? Scale.etherDecimals
    let destinationDecimals = quote.purchase.map { decimals(of: $0).destination } ?? Scale.etherDecimals
    var destination = quote.destination
    if rules.comparison == .amount, destination > .zero {
      let ether = quote.ether &- quote.networkFee
      let purchaseRate = try QuantityConversion.rate(
        source: ether, destination: destination, sourceDecimals: Scale.etherDecimals,
        destinationDecimals: destinationDecimals)
      destination = try QuantityConversion.destinationQuantity(
        source: ether, sourceDecimals: Scale.etherDecimals, destinationDecimals: destinationDecimals,
        rate: purchaseRate)
    }
    return try QuantityConversion.rate(
      source: quote.source, destination: destination, sourceDecimals: sourceDecimals,
      destinationDecimals: destinationDecimals)
  }

  /// Cuts a trade down to the largest destination: backwards from there, each step rounded up.
  private func limit(_ fill: inout NetworkQuote, toDestinationOf order: NetworkOrder) throws(Revert) {
    fill.destination = UInt256(amount: order.largestDestination)
    var etherAfterFee = fill.destination
    if var purchase = fill.purchase {
      purchase.source = try lessened(purchase, toReceive: fill.destination)
      etherAfterFee = purchase.source
      fill.purchase = purchase
    }
    let chargedLegs = [fill.sale, fill.purchase].compactMap(\.self).count {
      listings[$0.place].isFeeAccounted
    }
    let fee = UInt256(UInt128(chargedLegs * rules.feeBasisPoints))
    let whole = Scale.wholeInBasisPoints
    fill.ether = etherAfterFee &* whole / (whole &- fee)
    fill.networkFee = rules.fee(on: fill.ether) &* UInt256(UInt128(chargedLegs))
    if var sale = fill.sale {
      sale.source = try lessened(sale, toReceive: fill.ether)
      fill.source = sale.source
      fill.sale = sale
    } else {
      fill.source = fill.ether
    }
    try require(fill.source <= UInt256(amount: order.quantity), else: .sourceBelowNeed)
  }

  /// What a leg must be given for less than it would pay; the newer network never gives it more than before.
  private func lessened(_ leg: NetworkLeg, toReceive destination: UInt256) throws(Revert) -> UInt256 {
    let source = try needed(leg, for: destination)
    return rules.comparison == .amount ? min(source, leg.source) : source
  }
}
