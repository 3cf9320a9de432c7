// What the calculator warns of, in sentences.

import APRReserve

extension LiquidityWarning {
  /// The warning as a sentence without a full stop: what will happen, and by how much.
  var sentence: String {
    switch self {
    case .minimumFactorOutOfReach(let actual, let configured):
      """
      the ether held follows a fall of the price to \(readable(actual)) of the one wanted only, \
      not to \(readable(configured)): deposit more ether or raise the lowest factor
      """
    case .maximumFactorUnbounded:
      "the tokens held last for any rise of the price, so that part of them can never be sold"
    case .maximumFactorOutOfReach(let actual, let configured):
      """
      the tokens held run out when the price is \(readable(actual)) times the one wanted, \
      before it is \(readable(configured)) times: deposit more tokens or lower the highest factor
      """
    case .initialPriceOff(let actual, let configured):
      """
      at the ether held the reserve starts with a price of \(readable(actual)) ETH, \
      more than 1 % off the \(readable(configured)) ETH wanted: fit the liquidity rate to the ether
      """
    case .feeCut(let actual, let configured):
      // A little more than the next whole one is cut to that, whatever the product in doubles comes to.
      """
      the fee of \(readable(configured / 100)) % makes \(readable(actual)) basis points, for parts of one are \
      cut off: write \(readable((actual + 1.001) / 100)) % for \(readable(actual + 1))
      """
    }
  }
}
