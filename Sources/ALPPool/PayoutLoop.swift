// When payouts are sent, what happens when one fails, and how far the grant reaches; without a clock.

public import SimEngine

/// The states of a pool's payments: waiting, sending, and waiting again or dead.
///
///     waiting --begin--> sending --sent--> waiting for the interval
///        \                  \---refused, daemon missing---> waiting for the retry, or dead
///         \--begin, nobody is due--> waiting for the interval
///
/// The owner calls `begin` when a payout is due, sends what it returns, and says with `finish` what came of
/// it. Nothing is taken off what the pool owes before that, so a payout that failed is drawn up anew with
/// what was earned meanwhile. Waiting counts from the end of an attempt, so that payouts drift by the time
/// that sending takes.
///
/// Law: what was paid and what is left of the grant are together what the grant was.
/// - Source: ALP server, branch master of April 2016.
public struct PayoutLoop: Sendable {
  /// Where the loop stands.
  public enum State: Hashable, Sendable {
    /// Nothing is to be done before that instant.
    case waiting(until: SimTime)
    /// A payout was drawn up, and nobody has said yet what came of it.
    case sending(Payout)
    /// Nothing will be paid until a restart; see `ServerFault.payoutLoopDies`.
    case dead(next: SimTime)
  }

  /// What came of a payout.
  public enum Delivery: Hashable, Sendable {
    /// It was sent as a whole.
    case sent
    /// The daemon answered with an error, or the line broke: nothing was sent.
    case refused
    /// There is no connection to the daemon at all.
    case daemonMissing
  }

  /// Where the loop stands.
  public private(set) var state: State
  /// What is left of the grant, in millionths of a coin, or nil when nothing limits payments.
  public private(set) var grantMillionths: Int128?
  /// What was paid so far, in millionths of a coin.
  public private(set) var paidMillionths: Int128 = 0
  private let interval: SimDuration
  private let retryDelay: SimDuration
  private let fidelity: Fidelity

  /// A loop that has paid nothing.
  /// - Parameters:
  ///   - first: When the first payout is due.
  ///   - interval: The wait after a payout, or when nobody was due.
  ///   - retryDelay: The wait after a failure.
  ///   - grantMillionths: The custodial grant from which payments come, or nil for no limit.
  ///   - fidelity: Which faults of the original are reproduced.
  /// - Precondition: both waits are positive, the grant is not negative.
  public init(
    firstAt first: SimTime, every interval: SimDuration = .days(1),
    retryAfter retryDelay: SimDuration = .seconds(120),
    grantMillionths: Int128? = nil, fidelity: Fidelity = .corrected
  ) {
    invariant(interval > .zero && retryDelay > .zero, "payouts follow each other at once")
    invariant(grantMillionths ?? 0 >= 0, "a grant below nothing")
    state = .waiting(until: first)
    self.interval = interval
    self.retryDelay = retryDelay
    self.grantMillionths = grantMillionths
    self.fidelity = fidelity
  }

  /// When the next attempt is due, or nil while one is under way or the loop is dead.
  public var nextTime: SimTime? {
    if case .waiting(let time) = state { time } else { nil }
  }

  /// How many payouts a dead loop has missed before an instant: the one that killed it, and one an interval since.
  public func missedPayouts(until now: SimTime) -> Int64 {
    guard case .dead(let next) = state else { return 0 }
    return 1 + max(0, (now - next).nanoseconds - 1) / interval.nanoseconds
  }

  /// Draws up the payout that is due and waits for `finish`; nil when nobody is due, or nobody whom the grant
  /// covers.
  /// - Precondition: the loop is waiting, and the time has come.
  public mutating func begin(at time: SimTime, of pool: Pool) -> Payout? {
    guard let nextTime, time >= nextTime else {
      invariant(false, "a payout begins before it is due")
      return nil
    }
    let limit = fidelity.contains(.paysAllOrNothing) ? nil : grantMillionths
    let payout = pool.payout(at: time, within: limit)
    guard !payout.payments.isEmpty else {
      state = .waiting(until: time + interval)
      return nil
    }
    state = .sending(payout)
    return payout
  }

  /// Takes note of what came of the payout under way, and takes it off what the pool owes when it was sent.
  ///
  /// A payout that the grant does not cover was not sent, whatever is said of it.
  /// - Returns: Whether it was paid.
  /// - Precondition: a payout is under way.
  @discardableResult
  public mutating func finish(_ delivery: Delivery, at time: SimTime, in pool: inout Pool) -> Bool {
    guard case .sending(let payout) = state else {
      invariant(false, "no payout is under way")
      return false
    }
    if delivery == .daemonMissing && fidelity.contains(.payoutLoopDies) {
      state = .dead(next: payout.time)
      return false
    }
    guard delivery == .sent && payout.millionths <= grantMillionths ?? .max else {
      state = .waiting(until: time + retryDelay)
      return false
    }
    pool.confirmPayout(payout)
    paidMillionths += payout.millionths
    grantMillionths = grantMillionths.map { $0 - payout.millionths }
    state = .waiting(until: time + interval)
    return true
  }

  /// Starts the timer anew: whatever the loop waited for or died of, the next payout is due at an instant.
  ///
  /// What was paid and what is left of the grant stay.
  public mutating func restart(at time: SimTime) { state = .waiting(until: time) }
}
