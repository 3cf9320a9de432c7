// The price of a coin over all exchanges together.

/// The best prices of a coin anywhere, in USD.
public struct ConsolidatedTop: Hashable, Sendable {
  /// The highest bid on any open exchange.
  public internal(set) var bid: Double?
  /// The lowest ask on any open exchange.
  public internal(set) var ask: Double?

  /// Half way between them; the side that exists where only one does; nil where nobody offers anything.
  public var price: Double? {
    guard let bid, let ask else { return bid ?? ask }
    return (bid + ask) / 2
  }
}

extension Markets {
  /// The best bid and ask for a coin over all open exchanges, in USD at the reference price of what they
  /// quote in.
  /// - Complexity: O(exchanges).
  public func consolidatedTop(of base: AssetID, at time: SimTime) -> ConsolidatedTop {
    var top = ConsolidatedTop()
    for exchange in exchanges where exchange.pair.base == base && exchange.state == .open {
      let quoteUSD = usdPrice(of: exchange.pair.quote, at: time)
      if let best = exchange.bestBid { top.bid = max(top.bid ?? 0, exchange.pair.value(best) * quoteUSD) }
      if let best = exchange.bestAsk {
        top.ask = min(top.ask ?? .infinity, exchange.pair.value(best) * quoteUSD)
      }
    }
    return top
  }

  /// USD per coin as exchanges trade it, or its reference price where it is not traded.
  public func marketPrice(of asset: AssetID, at time: SimTime) -> Double {
    consolidatedTop(of: asset, at: time).price ?? usdPrice(of: asset, at: time)
  }
}
