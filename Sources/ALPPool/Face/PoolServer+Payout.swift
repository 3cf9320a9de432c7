// The server's payouts: what was sent, which credits it settled, and when the timer runs again.

public import SimEngine

/// What the payout timer did.
public struct PayoutReport: Hashable, Sendable {
  /// What was to be sent, nil when nobody was due.
  public let payout: Payout?
  /// What came of it.
  public let delivery: PayoutLoop.Delivery
  /// When the timer runs again; nil when it has died.
  public let next: SimTime?
}

extension PoolServer {
  /// When the next payout is due; when it was due, if the timer has died.
  public var nextPayout: SimTime {
    switch payouts.state {
    case .waiting(let time), .dead(let time): time
    case .sending(let payout): payout.time
    }
  }

  /// Pays what is due, marks the credits that were paid, and sets the timer.
  ///
  /// Somebody who calls before the time, or after the timer has died, starts the timer anew.
  /// - Parameter send: Sends the payments all together; called only when somebody is due.
  public mutating func payOut(
    at time: SimTime, sending send: (Payout) -> PayoutLoop.Delivery
  ) -> PayoutReport {
    startTimer(at: time)
    guard let payout = payouts.begin(at: time, of: pool) else {
      return PayoutReport(payout: nil, delivery: .sent, next: payouts.nextTime)
    }
    let delivery = send(payout)
    if payouts.finish(delivery, at: time, in: &pool) { markPaid(by: payout) }
    return PayoutReport(payout: payout, delivery: delivery, next: payouts.nextTime)
  }

  /// Makes sure that a payout may begin now.
  private mutating func startTimer(at time: SimTime) {
    if let next = payouts.nextTime, next <= time { return }
    payouts.restart(at: time)
  }

  /// Marks the credits that a payout settles; a remainder that stays owed belongs to credits yet to come.
  private mutating func markPaid(by payout: Payout) {
    let settlesUsers = fidelity.contains(.paysEveryRegistration)
    let settled = settlesUsers ? users(paidBy: payout) : pairs(settledBy: payout)
    for position in records.credits.indices where !records.credits[position].isPaid {
      let order = records.orders[records.credits[position].order]
      if settled.contains([order.user, settlesUsers ? "" : String(order.pair)]) {
        records.credits[position].isPaid = true
      }
    }
  }

  /// The users whose credits the original marks: all who registered an address that was paid, for it looks them up by
  /// that, a credit of nothing included.
  private func users(paidBy payout: Payout) -> Set<[String]> {
    let addresses = Set(payout.payments.map(\.address))
    let paid = pool.users.filter { $0.registrations.contains { addresses.contains($0.address) } }
    return Set(paid.map { [$0.key, ""] })
  }

  /// The users and pairs whose credits a payout settles.
  private func pairs(settledBy payout: Payout) -> Set<[String]> {
    Set(payout.settlements.map { [pool.users[$0.user].key, String($0.pair)] })
  }
}
