// What a unit is worth: one feed that is believed as long as the others do not contradict it.

/// Where the price of a unit is asked.
public struct PriceSources: Hashable, Sendable {
  /// The feed that is believed.
  public let main: String
  /// The feeds that it is compared with.
  public let backups: [String]

  /// Sources of a price.
  public init(main: String, backups: [String]) {
    self.main = main
    self.backups = backups
  }

  /// The original's sources for a unit, nil for one that it has none for.
  public init?(for unit: String) {
    switch unit {
    case "btc":
      main = "bitfinex"
      backups = ["blockchain", "bitcoin_average", "coinbase", "bitstamp", "yahoo", "google_official"]
    case "eur": (main, backups) = ("bitstamp_eur", ["yahoo", "google_official"])
    case "cny", "hkd", "php", "jpy": (main, backups) = ("yahoo", ["google_official"])
    case "ppc": (main, backups) = ("btce", ["coinmarketcap_ne", "coinmarketcap_no"])
    case "eth", "xrp": (main, backups) = ("coinmarketcap_ne", ["coinmarketcap_no"])
    case "ltc": (main, backups) = ("btce", ["coinmarketcap_ne", "coinmarketcap_no", "bitfinex"])
    default: return nil
    }
  }

  /// The main feed's price, unless it lies more than 5 % from the mean of the backups that answer: then that mean.
  ///
  /// Exactly 5 % is not more. The figures are added in the order of the backups.
  /// - Parameter quote: What a feed says, or nil when it is silent.
  public func price(_ quote: (String) -> Double?) throws(PriceFailure) -> Double {
    guard let price = quote(main) else { throw .noMainPrice }
    let others = backups.compactMap(quote)
    guard !others.isEmpty else { throw .noBackup }
    let mean = others.reduce(0, +) / Double(others.count)
    return price < 0.95 * mean || price > 1.05 * mean ? mean : price
  }
}

/// Why there is no new price.
public enum PriceFailure: Error, Hashable, Sendable {
  /// The main feed is silent.
  case noMainPrice
  /// All other feeds are silent.
  case noBackup
  /// There are no feeds for the unit.
  case noSource
}

extension Pool {
  /// Fetches the price of every configured unit; where that fails the old price stays in force, however old.
  ///
  /// For programs of one's own that have many feeds; in a scenario each unit has one, which can be late, wrong or silent.
  ///
  /// Under `ServerFault.pricesFailTogether` one unit's failure leaves the old prices of all.
  /// - Parameter quote: What a feed says of a unit, or nil when it is silent.
  /// - Returns: The failures, by unit in the order of the pairs.
  public mutating func fetchPrices(
    _ quote: (_ feed: String, _ unit: String) -> Double?
  ) -> [(unit: String, failure: PriceFailure)] {
    var fetched: [(unit: String, price: Double)] = []
    var failures: [(unit: String, failure: PriceFailure)] = []
    var seen = Set<String>()
    for unit in configuration.pairs.map(\.unit) where seen.insert(unit).inserted {
      do throws(PriceFailure) {
        guard let sources = PriceSources(for: unit) else { throw .noSource }
        fetched.append((unit, try sources.price { quote($0, unit) }))
      } catch {
        failures.append((unit, error))
      }
    }
    if !failures.isEmpty && configuration.fidelity.contains(.pricesFailTogether) { return failures }
    for (unit, price) in fetched { updatePrice(of: unit, to: price) }
    return failures
  }
}
