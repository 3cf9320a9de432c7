// When a pool looks at its providers' books: the instants of a round's samples.

public import SimEngine

/// When the books are read that a round pays for.
///
/// Under the original every provider chose the instant himself: his submission was the only sample of the
/// minute, so that orders had to be there for no more than that instant. Otherwise the pool keeps the requests
/// of each provider, uses each once, and asks the exchange at instants of its own; each of k samples pays a k-th of
/// the minute, to those who were there. Who quotes for a part f of the time earns about that part of what he
/// would earn by staying when the instants are drawn or many, and everything or nothing when there is one
/// that he knows.
public struct SnapshotMode: Hashable, Sendable {
  /// Where in its slot a sample lies.
  public enum Phase: Hashable, Sendable {
    /// Always after the same part of the slot, 0 to 1: 1 is its end.
    case fixed(Double)
    /// Anywhere in the slot with equal chance, drawn anew for each.
    case random
  }

  /// How many samples a round has, each from a slot of equal length; 0 when providers choose the instant.
  public let sampleCount: Int
  /// Where in its slot each sample lies.
  public let phase: Phase

  /// Samples of a round, each in a slot of its own.
  /// - Precondition: at least one sample; a fixed phase lies in 0...1.
  public init(samples sampleCount: Int, phase: Phase) {
    invariant(sampleCount > 0, "a round of \(sampleCount) samples")
    if case .fixed(let fraction) = phase {
      invariant(fraction >= 0 && fraction <= 1, "a sample lies at \(fraction) of its slot")
    }
    self.sampleCount = sampleCount
    self.phase = phase
  }

  /// Books count as they were when their owners submitted them, as in the original.
  public static let onSubmission = SnapshotMode()
  /// One sample a round, always at the same part of it: predictable.
  public static func fixedPhase(_ fraction: Double = 1) -> SnapshotMode {
    SnapshotMode(samples: 1, phase: .fixed(fraction))
  }
  /// One sample a round at an instant that nobody knows before.
  public static let randomPhase = SnapshotMode(samples: 1, phase: .random)
  /// Many samples a round, averaged: the first pools took six a minute, at the ends of their slots.
  public static func averaged(over samples: Int, phase: Phase = .fixed(1)) -> SnapshotMode {
    SnapshotMode(samples: samples, phase: phase)
  }

  private init() {
    sampleCount = 0
    phase = .fixed(1)
  }

  /// The instants of a round's samples, ascending; none when providers choose.
  ///
  /// A random phase draws one word a sample, a fixed one none.
  /// - Parameter stream: Chance that providers do not share.
  public func instants(
    inRoundFrom start: SimTime, lasting period: SimDuration, drawing stream: RandomStream
  ) -> [SimTime] {
    (0..<sampleCount).map { slot in
      let fraction =
        switch phase {
        case .fixed(let fraction): fraction
        case .random: stream.uniform()
        }
      let part = (Double(slot) + fraction) / Double(sampleCount)
      return start + SimDuration(rounding: part * period.seconds)
    }
  }
}
