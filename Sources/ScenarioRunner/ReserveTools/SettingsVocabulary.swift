// The keys of a reserve manager's settings, as either public calculator calls them.

/// The keys of one calculator's settings, and what it takes for those that are left out.
struct SettingsVocabulary {
  var price: String
  var minimumFactor: String
  var maximumFactor: String
  var buyCap: String
  var sellCap: String
  var feePercent: String
  var ether: String
  var tokens: String
  /// Nil where the rate follows from the lowest factor and the ether.
  var liquidityRate: String?
  /// Nil where it cannot be chosen.
  var precision: String?
  /// A key that is there for other programs.
  var reserve: String?
  /// Factors, caps in ether and percentage for keys that are left out; nil where they must be given.
  var defaults: (minimumFactor: Double, maximumFactor: Double, cap: Double, feePercent: Double)?

  /// `get_liquidity_params.py`, 2018 to 2020.
  static let script = SettingsVocabulary(
    price: "initial_price", minimumFactor: "min_supported_price_factor",
    maximumFactor: "max_supported_price_factor", buyCap: "max_tx_buy_amount_eth",
    sellCap: "max_tx_sell_amount_eth", feePercent: "fee_percent", ether: "initial_ether_amount",
    tokens: "initial_token_amount", liquidityRate: "liquidity_rate", precision: "formula_precision_bits")

  /// `setLiquidity.js`, since 2020. It reads the balances from the chain; here they are keys or options.
  static let deployment = SettingsVocabulary(
    price: "tokenPriceInEth", minimumFactor: "minAllowablePrice", maximumFactor: "maxAllowablePrice",
    buyCap: "maxTxBuyAmtEth", sellCap: "maxTxSellAmtEth", feePercent: "feePercent", ether: "ethBalance",
    tokens: "tokenBalance", reserve: "reserve", defaults: (0.5, 2, 10, 0.05))

  var keys: [String] {
    [
      price, minimumFactor, maximumFactor, buyCap, sellCap, feePercent, ether, tokens, liquidityRate,
      precision, reserve,
    ].compactMap(\.self)
  }
}

extension SettingsVocabulary {
  /// The key of a property of `LiquiditySettings`.
  func key(of property: String) -> String {
    switch property {
    case "buyCapEther": buyCap
    case "sellCapEther": sellCap
    case "feeBasisPoints": feePercent
    case "liquidityRate": liquidityRate ?? ether
    case "minimumPriceFactor": minimumFactor
    case "maximumPriceFactor": maximumFactor
    default: price
    }
  }
}
