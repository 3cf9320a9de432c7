// From what a reserve manager decides to the integers that the contract is given.

import SimEngine

/// What the manager of a reserve decides and holds; every figure is given, and zero is a figure like any
/// other.
public struct LiquiditySettings: Hashable, Sendable {
  /// The price wanted at the present ether balance, ether per token.
  public var price: Double
  /// The lowest price to be supported, as a factor of that price: 0.5 is a fall by half.
  public var minimumPriceFactor: Double
  /// The highest price to be supported, as a factor of that price: 2 is a doubling.
  public var maximumPriceFactor: Double
  /// The most ether that one purchase may bring.
  public var buyCapEther: Double
  /// The most ether that one sale may take.
  public var sellCapEther: Double
  /// The fee in 1/10,000; what is below a whole one is cut off. The scripts' percentages are to be multiplied
  /// by 100 in doubles, which makes 28 of 0.29 %.
  public var feeBasisPoints: Double
  /// The relative price change r per ether, or nil to let the lowest price lie at an empty ether balance.
  public var liquidityRate: Double?
  /// The ether that the reserve holds.
  public var etherBalance: Double
  /// The tokens that the reserve holds, in whole tokens; nil if that is not known, and then no warning
  /// depends on it.
  public var tokenBalance: Double?

  /// Settings.
  public init(
    price: Double, minimumPriceFactor: Double, maximumPriceFactor: Double,
    buyCapEther: Double, sellCapEther: Double, feeBasisPoints: Double,
    liquidityRate: Double? = nil, etherBalance: Double, tokenBalance: Double?
  ) {
    self.price = price
    self.minimumPriceFactor = minimumPriceFactor
    self.maximumPriceFactor = maximumPriceFactor
    self.buyCapEther = buyCapEther
    self.sellCapEther = sellCapEther
    self.feeBasisPoints = feeBasisPoints
    self.liquidityRate = liquidityRate
    self.etherBalance = etherBalance
    self.tokenBalance = tokenBalance
  }
}

/// Something that a reserve manager should look at before setting parameters; the parameters are valid all
/// the same.
public enum LiquidityWarning: Hashable, Sendable {
  /// The ether held cannot follow the price down to the lowest factor, only to the first figure.
  case minimumFactorOutOfReach(actual: Double, configured: Double)
  /// The tokens held last for a rise without bound, so that part of them can never be sold.
  case maximumFactorUnbounded
  /// The tokens held run out before the highest factor, at the first figure.
  case maximumFactorOutOfReach(actual: Double, configured: Double)
  /// At the ether held, the curve starts more than one percent away from the price wanted.
  case initialPriceOff(actual: Double, configured: Double)
  /// The fee is less than the one asked for, since the contract counts whole basis points; both in basis points.
  case feeCut(actual: Double, configured: Double)
}

/// Why settings make no parameters.
public enum SettingsError: Error, Hashable, Sendable {
  /// A figure is negative, not finite or too large for the contract's word; the name is that of its property.
  case outOfRange(name: String, value: Double)
  /// r cannot be derived from a lowest factor of one or more, or from an empty ether balance.
  case liquidityRateUndefined
  /// The contract would refuse the parameters.
  case refused(ParameterRefusal)
}

/// Parameters with what their making found worth a warning.
public struct LiquidityPlan: Hashable, Sendable {
  /// The relative price change r per ether, given or derived.
  public let liquidityRate: Double
  /// What is to be given to the contract.
  public let arguments: LiquidityArguments
  /// What the contract makes of it.
  public let parameters: LiquidityParameters
  /// In the order in which the calculators look: lowest factor, highest factor, price; then the fee, at which
  /// they do not.
  public let warnings: [LiquidityWarning]
}

extension LiquidityParameters {
  /// Turns settings into parameters as the two public calculators do: products in doubles, then cut to
  /// integers.
  ///
  /// With `liquidityRate` given this is `get_liquidity_params.py`, without it `setLiquidity.js`, where
  /// r = ln(1 / minimumPriceFactor) / etherBalance. Products are taken in the scripts' order, since another
  /// order can end in another integer.
  /// - Throws: `SettingsError` when a figure is out of range or the contract would refuse the result.
  public static func make(_ settings: LiquiditySettings) throws(SettingsError) -> LiquidityPlan {
    let rate = try settings.resolvedLiquidityRate()
    let lowestPrice = settings.minimumPriceFactor * settings.price
    let highestPrice = settings.maximumPriceFactor * settings.price
    let buyCap = try integer("buyCapEther", settings.buyCapEther, scale: 1e18)
    let sellCap = try integer("sellCapEther", settings.sellCapEther, scale: 1e18)
    let fee = try integer("feeBasisPoints", settings.feeBasisPoints, scale: 1)
    let r = try integer("liquidityRate", rate, scale: 0x1p40)
    let pMin = try integer("minimumPriceFactor", lowestPrice, scale: 0x1p40)
    let highest = try integer("maximumPriceFactor", highestPrice, scale: 1e18)
    let lowest = try integer("minimumPriceFactor", lowestPrice, scale: 1e18)
    let arguments = LiquidityArguments(
      rInFp: r, pMinInFp: pMin, maxCapBuyInWei: buyCap, maxCapSellInWei: sellCap, feeInBps: fee,
      maxTokenToEthRateInPrecision: highest, minTokenToEthRateInPrecision: lowest)
    do throws(ParameterRefusal) {
      return LiquidityPlan(
        liquidityRate: rate, arguments: arguments, parameters: try LiquidityParameters(arguments),
        warnings: settings.warnings(liquidityRate: rate))
    } catch {
      throw .refused(error)
    }
  }

  /// A figure times its scale, cut to an integer.
  private static func integer(
    _ name: String, _ value: Double, scale: Double
  ) throws(SettingsError) -> UInt256 {
    let scaled = value * scale
    guard scaled.isFinite, scaled >= 0, scaled < 0x1p128 else { throw .outOfRange(name: name, value: value) }
    return UInt256(UInt128(scaled))
  }
}

extension LiquiditySettings {
  /// r as given, or such that the lowest price lies at an empty ether balance.
  func resolvedLiquidityRate() throws(SettingsError) -> Double {
    if let liquidityRate { return liquidityRate }
    guard minimumPriceFactor > 0, minimumPriceFactor < 1, etherBalance > 0 else {
      throw .liquidityRateUndefined
    }
    return DeterministicMath.log(1 / minimumPriceFactor) / etherBalance
  }

  /// What of these settings the balances cannot bear at a liquidity rate.
  ///
  /// Factors within a part in 10^12 of each other are taken as equal: r was often computed from the very
  /// factor with which it is compared, and the calculators then warn or not by the last bit of a logarithm.
  func warnings(liquidityRate r: Double) -> [LiquidityWarning] {
    let rounding = 1e-12
    var warnings: [LiquidityWarning] = []

    let lowestFactor = DeterministicMath.exp(-r * etherBalance)
    if lowestFactor > minimumPriceFactor * (1 + rounding) {
      warnings.append(.minimumFactorOutOfReach(actual: lowestFactor, configured: minimumPriceFactor))
    }

    if let soldShare = tokenBalance.map({ r * price * $0 }) {
      let highestFactor = 1 / (1 - soldShare)
      if soldShare >= 1 {
        warnings.append(.maximumFactorUnbounded)
      } else if highestFactor < maximumPriceFactor * (1 - rounding) {
        warnings.append(.maximumFactorOutOfReach(actual: highestFactor, configured: maximumPriceFactor))
      }
    }

    let startingPrice = price * minimumPriceFactor * DeterministicMath.exp(r * etherBalance)
    if !((startingPrice - price).magnitude <= 0.01 * startingPrice) || !startingPrice.isFinite {
      warnings.append(.initialPriceOff(actual: startingPrice, configured: price))
    }

    let wholeBasisPoints = feeBasisPoints.rounded(.down)
    // A hundredth of a basis point is nothing to lose; a hair below a whole one loses all of it.
    if feeBasisPoints - wholeBasisPoints > 0.01 {
      warnings.append(.feeCut(actual: wholeBasisPoints, configured: feeBasisPoints))
    }
    return warnings
  }
}
