// dYdX v3's liquidity provider rewards: depth over spread, uptime and maker volume of an epoch.

import SimEngine

/// Divides the reward among providers by what they did in the epoch so far: depth, uptime and volume.
///
/// A minute's score is min(sum of bid size / spread, sum of ask size / spread). The programme samples at
/// random once a minute and at the end of an epoch of 28 days (40,320) divides its pot by
///
///     (sum of scores)^depthExponent x uptime^uptimeExponent x volume^volumeExponent
///
/// where uptime is the part of the minutes with a score above zero. Such a product cannot be split into
/// minutes, so a minute's reward is divided among those who score in it by the product over the epoch up to
/// and including it. Over an epoch in which nobody comes or goes that gives what the programme pays; who
/// leaves early keeps what he was paid, of which the programme would give a part to the others.
///
/// Volume is what the pool was told of (`Pool.noteMakerVolume`); who has less than a least part of all of it
/// earns nothing. While nobody has traded, volume decides nothing.
/// - Source: dYdX governance, liquidity provider rewards after DIP-15 and DIP-19, markets other than BTC and
///   ETH.
public struct DydxReward: RewardRule {
  /// The programme's constants.
  public struct Terms: Hashable, Sendable {
    /// The power of the sum of the minutes' scores.
    public var depthExponent = 0.35
    /// The power of the part of the minutes with a score.
    public var uptimeExponent = 5.0
    /// The power of the maker volume.
    public var volumeExponent = 0.65
    /// The least part of all maker volume that earns anything.
    public var leastVolumeShare = 0.0025
    /// Coins below which an order does not count.
    public var leastDepth = 0.0
    /// The largest spread that counts, a fraction; nil for the widest paid tolerance.
    public var maximumSpread: Double?
    /// A spread below which closeness earns no more, a fraction: an order at the very price would score
    /// infinity.
    public var leastSpread = 0.0001
    /// Minutes after which all scores start anew.
    public var epochMinutes = 40_320.0

    /// The constants of most markets.
    public init() {}
  }

  /// One pair's scores in the current epoch.
  fileprivate struct Epoch: Sendable {
    var minutes = 0.0
    /// Shape [users].
    var depth: [Double] = []
    var uptimeMinutes: [Double] = []
    var volume: [Double] = []
    var totalVolume = 0.0
  }

  /// The constants in force.
  public let terms: Terms
  private var epochs: [Epoch] = []

  /// A programme at the beginning of an epoch.
  /// - Precondition: the least spread and the epoch are positive, exponents finite and not negative.
  public init(_ terms: Terms = Terms()) {
    invariant(terms.leastSpread > 0 && terms.epochMinutes > 0, "an epoch or a least spread of zero")
    let exponents = [terms.depthExponent, terms.uptimeExponent, terms.volumeExponent]
    invariant(exponents.allSatisfy { $0.isFinite && $0 >= 0 }, "the exponents \(exponents)")
    self.terms = terms
  }

  /// Scores weigh what a user traded as a maker.
  public var countsMakerVolume: Bool { true }

  public mutating func award(_ sample: RewardSample) -> Award {
    let scores = OrderScores(of: sample, within: terms.maximumSpread) { amount, spread, _ in
      amount >= terms.leastDepth ? amount / max(spread, terms.leastSpread) : 0
    }
    let minuteScores = zip(scores.users.ask, scores.users.bid).map { min($0, $1) }
    while epochs.count <= sample.pairPosition { epochs.append(Epoch()) }
    // Parts of a minute such as a sixth do not add up to it exactly.
    if epochs[sample.pairPosition].minutes > terms.epochMinutes - 1e-6 {
      epochs[sample.pairPosition] = Epoch()
    }
    epochs[sample.pairPosition].add(minuteScores, sample.makerVolumes, minutes: 1 / Double(sample.count))
    let weights = minuteScores.enumerated().map { user, score in
      score > 0 ? weight(of: user, in: epochs[sample.pairPosition]) : 0
    }
    return scores.divide(sample.pair.rewardPerMinute, byWeights: weights, in: sample)
  }

  /// The whole reward, as soon as somebody quotes both sides and has traded as much as is asked for.
  public func maximumAward(for pair: PairConfiguration) -> Double {
    Side.allCases.allSatisfy(pair.paysAnything) ? pair.rewardPerMinute : 0
  }

  /// The product of a user's depth, uptime and volume.
  private func weight(of user: Int, in epoch: Epoch) -> Double {
    let uptime = min(1, epoch.uptimeMinutes[user] / epoch.minutes)
    let product =
      DeterministicMath.pow(epoch.depth[user], terms.depthExponent)
      * DeterministicMath.pow(uptime, terms.uptimeExponent)
    guard epoch.totalVolume > 0 else { return product }
    let volume = epoch.volume[user]
    guard volume >= terms.leastVolumeShare * epoch.totalVolume else { return 0 }
    return product * DeterministicMath.pow(volume, terms.volumeExponent)
  }
}

extension DydxReward.Epoch {
  /// Adds one sample.
  fileprivate mutating func add(_ scores: [Double], _ volumes: [Double], minutes sampleMinutes: Double) {
    minutes += sampleMinutes
    let missing = max(scores.count, volumes.count) - depth.count
    if missing > 0 {
      depth += [Double](repeating: 0, count: missing)
      uptimeMinutes += [Double](repeating: 0, count: missing)
      volume += [Double](repeating: 0, count: missing)
    }
    for (user, score) in scores.enumerated() where score > 0 {
      depth[user] += score * sampleMinutes
      uptimeMinutes[user] += sampleMinutes
    }
    for (user, coins) in volumes.enumerated() { volume[user] += coins }
    totalVolume = volume.reduce(0, +)
  }
}
