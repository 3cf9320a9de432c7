// The orders of somebody who is paid for liquidity that nobody can use.

import SimEngine

extension PeggedQuote {
  /// The orders of a target farmer: a little close to the peg, the rest far away.
  ///
  /// The scaled rule measures the fill of a target by the orders of *all* ranks, though it pays those of few. Coins far
  /// from the peg, in a rank without pay and out of reach of every trade, therefore raise the reward that the
  /// few close to the peg share. Below the target each coin far away is worth as much to the fill as one at the
  /// wall and risks nothing, and a bid at half the peg is for twice the coins that its money is worth. Others in the
  /// paid rank gain as well: the farmer's own share of what his far coins bring is his share of the paid rank. A rule
  /// whose target counts paid ranks alone leaves nothing to farm.
  /// - Parameters:
  ///   - nearShare: The share of the funds that stands where it is paid.
  ///   - nearDistance: How far that is from the peg, as a share.
  ///   - farDistance: How far the rest is, as a share.
  public static func farming(nearShare: Double, nearDistance: Double, farDistance: Double) -> [PeggedQuote] {
    both(distance: nearDistance, share: nearShare) + both(distance: farDistance, share: 1 - nearShare)
  }
}
