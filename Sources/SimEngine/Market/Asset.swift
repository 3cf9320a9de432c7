// What is held and traded: coins and money, each with its smallest unit.

/// The index of an asset in the table of one simulation.
@frozen
public struct AssetID: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: Int32
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
  @inlinable public static func < (left: AssetID, right: AssetID) -> Bool { left.rawValue < right.rawValue }
}

/// A coin or a currency: its symbol and how many decimal digits its smallest unit has.
public struct Asset: Hashable, Sendable {
  /// The symbol, such as "NBT"; unique in a simulation.
  public let symbol: String
  /// Decimal digits of the smallest unit: 8 for NBT and BTC, 18 for ETH.
  public let decimals: Int

  /// An asset.
  /// - Precondition: 0 <= decimals <= 18.
  public init(symbol: String, decimals: Int) {
    invariant((0...18).contains(decimals), "\(symbol) has \(decimals) decimals, not 0 to 18")
    self.symbol = symbol
    self.decimals = decimals
  }
}

/// Ten to the given power.
/// - Precondition: 0 <= exponent <= 38.
public func powerOfTen(_ exponent: Int) -> Int128 {
  var power: Int128 = 1
  for _ in 0..<exponent { power *= 10 }
  return power
}
