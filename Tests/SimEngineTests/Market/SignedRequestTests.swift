// What a signed request for open orders obtains, and all that it does not.

import Testing

@testable import SimEngine

@Suite struct SignedRequestTests {
  let world = ExchangeWorld()
  let first: ParticipantID
  let second: ParticipantID

  init() {
    first = world.join("first", nbtCoins: 100, btcCoins: 1)
    second = world.join("second", nbtCoins: 100, btcCoins: 1)
    world.send(.limit(.sell, world.lots(10), at: Price(ticks: 250_010), by: first))
    world.send(.limit(.buy, world.lots(3), at: Price(ticks: 240_000), by: second))
  }

  private func request(of participant: ParticipantID, nonce: Int64 = 1) -> SignedOpenOrdersRequest {
    world.exchange.openOrdersKey(of: participant).request(nonce: nonce)
  }

  /// The request with some of its parts exchanged and the old signature.
  private func forged(
    _ request: SignedOpenOrdersRequest, exchange: Int32? = nil, nonce: Int64? = nil,
    participant: ParticipantID? = nil, flipping bit: UInt64 = 0
  ) -> SignedOpenOrdersRequest {
    SignedOpenOrdersRequest(
      exchange: exchange.map(ExchangeID.init) ?? request.exchange, nonce: nonce ?? request.nonce,
      participant: participant ?? request.participant, tag: request.tag ^ bit)
  }

  @Test func `It lists the orders of him who signed it`() {
    guard case .orders(let orders) = world.exchange.openOrders(of: "first", request(of: first)) else {
      Issue.record("the request is refused")
      return
    }
    #expect(orders.map(\.side) == [.sell])
  }

  @Test func `It is answered once, and never after a later one`() {
    let requests = [5, 5, 4, 6].map { request(of: first, nonce: $0) }
    let answers = requests.map { world.exchange.openOrders(of: "first", $0) }
    #expect(answers.map { $0 == .refused(.usedNonce) } == [false, true, true, false])
  }

  @Test func `It lists nobody else, whoever is named and whatever is changed in it`() {
    let own = request(of: first)
    #expect(world.exchange.openOrders(of: "second", own) == .refused(.foreignUser))
    let forgeries = [
      forged(own, participant: second), forged(own, nonce: 2), forged(own, exchange: 1),
      forged(own, participant: ParticipantID(rawValue: 99)),
      forged(own, participant: ParticipantID(rawValue: -1)),
    ]
    for forgery in forgeries + (0..<64).map({ forged(own, flipping: 1 << $0) }) {
      for user in ["first", "second"] {
        #expect(world.exchange.openOrders(of: user, forgery) == .refused(.wrongSignature))
      }
    }
    // None of them used up the nonce.
    #expect(world.exchange.openOrders(of: "first", own) != .refused(.usedNonce))
  }

  @Test func `A request of another exchange's key is refused, though the seat has the same number`() {
    let other = Exchange(
      name: "poloniex", id: ExchangeID(rawValue: 0), terms: world.exchange.terms, ledger: world.ledger)
    let stranger = other.join("first", ledger: world.ledger)
    #expect(stranger == first)
    let request = other.openOrdersKey(of: stranger).request(nonce: 1)
    #expect(world.exchange.openOrders(of: "first", request) == .refused(.wrongSignature))
  }

  @Test func `Answering changes neither orders nor balances`() {
    func picture() -> [Amount] {
      [first, second].flatMap { participant in
        let accounts = world.exchange[participant]
        return [accounts.base, accounts.quote, accounts.reservedBase, accounts.reservedQuote]
          .map { world.ledger.balance($0) }
      }
    }
    let (before, fills) = (picture(), world.exchange.fillCount)
    for nonce in Int64(1)...20 {
      _ = world.exchange.openOrders(of: "first", request(of: first, nonce: nonce))
      _ = world.exchange.openOrders(of: "second", request(of: first, nonce: nonce))
    }
    _ = world.simulation.run(until: world.context.now + .seconds(60))
    #expect(picture() == before)
    #expect(world.exchange.fillCount == fills)
    #expect(world.exchange.orders(of: first).count == 1)
    #expect(world.exchange.orders(of: second).count == 1)
  }

  @Test func `What it shows to everybody is where it is answered and its number, not who can trade`() {
    // Outside of the engine nothing else of it can be read: the seat and the signature are internal.
    let own = request(of: first, nonce: 7)
    #expect(own.exchange == world.exchange.id)
    #expect(own.nonce == 7)
    #expect(request(of: first, nonce: 8).tag != own.tag)
    #expect(request(of: second, nonce: 7).tag != own.tag)
  }
}
