// What the calculator warns of, in sentences.

import APRReserve

extension LiquidityWarning {
  /// The warning as a sentence without a full stop: what will happen, and by how much.
  var sentence: String {
    switch self {
    case .minimumFactorOutOfReach(let actual, let configured):
      """
      the ether held follows a fall of the price to \(readable(actual)) of the present one only, \
      not to \(readable(configured)): deposit more ether or raise the lowest factor
      """
    case .maximumFactorUnbounded:
      "the tokens held last for any rise of the price, so that part of them can never be sold"
    case .maximumFactorOutOfReach(let actual, let configured):
      """
      the tokens held run out when the price is \(readable(actual)) times the present one, \
      before it is \(readable(configured)) times: deposit more tokens or lower the highest factor
      """
    case .initialPriceOff(let actual, let configured):
      """
      at the ether held the reserve starts with a price of \(readable(actual)) ETH, \
      more than 1 % off the \(readable(configured)) ETH wanted: fit the liquidity rate to the ether
      """
    }
  }
}
