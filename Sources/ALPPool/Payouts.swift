// The daily payout: what is due to each address, and what is still owed once it was sent.

public import SimEngine

/// What one address is due.
public struct Payment: Hashable, Sendable {
  /// Where it goes.
  public let address: String
  /// Millionths of a coin: payments have six decimals.
  public let millionths: Int128

  /// The payment in base units of a coin with that many decimals.
  /// - Precondition: at least six decimals, so that nothing is lost.
  public func amount(decimals: Int) -> Amount {
    invariant(decimals >= 6, "a payment of six decimals does not fit a coin of \(decimals)")
    return Amount(baseUnits: millionths * powerOfTen(decimals - 6))
  }
}

/// A payout that is to be sent as a whole, and confirmed once it was.
public struct Payout: Hashable, Sendable {
  /// Credits of one user and pair that the payout settles.
  struct Settlement: Hashable, Sendable {
    let user: Int
    let pair: Int
    var coins: Double
  }

  /// When it was drawn up.
  public let time: SimTime
  /// The payments, by the users' first registration; empty when nobody is due.
  public let payments: [Payment]
  /// How many payouts had been confirmed before this one.
  let number: Int
  let settlements: [Settlement]

  /// What is paid together, in millionths of a coin.
  public var millionths: Int128 { payments.reduce(0) { $0 + $1.millionths } }
}

/// What an address would be paid, and for what.
private struct Claim {
  let address: String
  var sum = 0.0
  var settlements: [Payout.Settlement] = []

  /// The sum in millionths of a coin, to nearest, halves away from zero.
  var millionths: Int128 {
    Int128((roundHalfAwayFromZero(sum, decimals: 6) * 1e6).rounded(.toNearestOrAwayFromZero))
  }

  /// What of the claim stays owed, with either sign, once the rounded sum was paid.
  var remainder: Double { sum - Double(millionths) / 1e6 }
}

extension Pool {
  /// Draws up what is due: unpaid credits by address, where they reach the minimum, to six decimals. What rounds
  /// to nothing waits, however low the minimum is.
  ///
  /// Nothing changes until `confirmPayout`: a payout that could not be sent is dropped and drawn up anew with
  /// what was earned meanwhile. Credits neither expire nor are capped.
  ///
  /// Where a grant limits what can be paid, addresses are served in the order of their first user's
  /// registration, each in full, up to the first that it does not cover: he and all after him wait, so that
  /// no later or smaller claim overtakes an earlier one.
  /// - Parameter grant: What there is to pay from, in millionths of a coin, or nil for no limit.
  /// - Complexity: O(users x pairs).
  public func payout(at time: SimTime, within grant: Int128? = nil) -> Payout {
    let sendsNothing = configuration.fidelity.contains(.sendsPaymentsOfNothing)
    var due = claims().filter { claim in
      claim.sum > 0 && claim.sum >= configuration.minimumPayout && (sendsNothing || claim.millionths > 0)
    }
    if let grant {
      var left = grant
      due = Array(
        due.prefix { claim in
          left -= claim.millionths
          return left >= 0
        })
    }
    return Payout(
      time: time, payments: due.map { Payment(address: $0.address, millionths: $0.millionths) },
      number: confirmedPayoutCount, settlements: settlements(of: due))
  }

  /// Takes a payout that was sent off what the pool owes. Credits earned since it was drawn up stay owed.
  /// - Precondition: no other payout was confirmed since this one was drawn up.
  public mutating func confirmPayout(_ payout: Payout) {
    invariant(payout.number == confirmedPayoutCount, "a payout is confirmed once, before the next")
    confirmedPayoutCount += 1
    for settlement in payout.settlements {
      users[settlement.user].unpaid[settlement.pair] -= settlement.coins
    }
  }

  /// What each address is owed, by the users' first registration.
  private func claims() -> [Claim] {
    var claims: [Claim] = []
    var positions: [String: Int] = [:]
    for (position, user) in users.enumerated() {
      for (pair, coins) in user.unpaid.enumerated() where coins != 0 {
        for address in payees(of: user, pair: pair) {
          let index = positions[address] ?? claims.count
          if index == claims.count {
            positions[address] = index
            claims.append(Claim(address: address))
          }
          claims[index].sum += coins
          claims[index].settlements.append(.init(user: position, pair: pair, coins: coins))
        }
      }
    }
    return claims
  }

  /// The addresses that are paid for a user's credits of a pair.
  ///
  /// The first address registered for the pair, or for any when orders came for a pair that the user never
  /// registered: nobody proves that he owns a key when he registers it, so a later registration does not
  /// redirect what is owed. The original pays all of them.
  private func payees(of user: User, pair: Int) -> [String] {
    if configuration.fidelity.contains(.paysEveryRegistration) { return user.registrations.map(\.address) }
    let payee = user.registrations.first { $0.pair == pair } ?? user.registrations[0]
    return [payee.address]
  }

  /// What paying those claims settles, each user and pair once, however often `paysEveryRegistration` pays it.
  private func settlements(of claims: [Claim]) -> [Payout.Settlement] {
    let keepsRemainders = !configuration.fidelity.contains(.forgetsPayoutRemainders)
    var seen = Set<[Int]>()
    return claims.flatMap { claim in
      var settlements = claim.settlements.filter { seen.insert([$0.user, $0.pair]).inserted }
      // The remainder stays with the first credit of the address, so that what is owed plus what was paid
      // is always what was earned. Of a credit that goes to several addresses it is that of the first.
      if keepsRemainders, let first = settlements.first {
        let times = claim.settlements.count { $0.user == first.user && $0.pair == first.pair }
        settlements[0].coins -= claim.remainder / Double(times)
      }
      return settlements
    }
  }
}
