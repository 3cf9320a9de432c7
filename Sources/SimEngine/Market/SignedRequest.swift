// The request that a provider hands to a programme instead of his secret: it lists his open orders, once, and no more.

/// A request for one user's open orders that the exchange which issued the key can verify, and nobody can make or change
/// without the key.
///
/// Whoever holds it can have that user's orders listed, once per nonce. It names the user by his public key alone: not by
/// the seat that trades and withdraws, nor by anything from which the secret could be found.
public struct SignedOpenOrdersRequest: Hashable, Sendable {
  /// The exchange that can answer it.
  public let exchange: ExchangeID
  /// Grows from one request of a user to the next; each is answered once.
  public let nonce: Int64
  /// Whose orders it lists, as the exchange knows him.
  let participant: ParticipantID
  /// What only the exchange and the holder of the key can compute.
  let tag: UInt64
}

/// A participant's secret for listing his orders, issued by one exchange.
///
/// It stays with the participant, who gives away what it signs.
public struct OpenOrdersKey: Sendable {
  let exchange: ExchangeID
  let participant: ParticipantID
  private let hash: SipHash

  /// The key of a seat, derived from what only the exchange holds.
  init(_ participant: ParticipantID, of exchange: ExchangeID, master: SipHash) {
    let seat = UInt64(UInt32(bitPattern: participant.rawValue))
    self.exchange = exchange
    self.participant = participant
    hash = SipHash(key: (master.tag(of: [seat, 0]), master.tag(of: [seat, 1])))
  }

  /// Signs a request with a nonce that was not used before; a clock will do.
  public func request(nonce: Int64) -> SignedOpenOrdersRequest {
    SignedOpenOrdersRequest(exchange: exchange, nonce: nonce, participant: participant, tag: tag(of: nonce))
  }

  /// What the signature of a request with that nonce must be.
  func tag(of nonce: Int64) -> UInt64 {
    hash.tag(of: [UInt64(UInt32(bitPattern: exchange.rawValue)), UInt64(bitPattern: nonce)])
  }
}

/// What an exchange answers to a request for open orders.
public enum OpenOrdersAnswer: Equatable, Sendable {
  /// The orders, oldest first.
  case orders([OpenOrder])
  /// The request is not honoured.
  case refused(OpenOrdersRefusal)
  /// There is no answer: the exchange is gone.
  case silence
}

/// Why an exchange does not honour a request for open orders.
public enum OpenOrdersRefusal: String, Sendable {
  /// The signature is not that of this exchange's key for this user and nonce.
  case wrongSignature = "INVALID_SIGNATURE"
  /// The request is not of the user who is asked for.
  case foreignUser = "APIKEY_INVALID"
  /// A request with this nonce or a later one was answered before.
  case usedNonce = "NONCE_NOT_GREATER"
}

extension Exchange {
  /// Issues a participant's key for listing his orders: the same whenever he asks.
  ///
  /// To hold a participant's id is to be him; a request does not reveal it.
  public func openOrdersKey(of participant: ParticipantID) -> OpenOrdersKey {
    keys[Int(participant.rawValue)]
  }

  /// The open orders of a user, oldest first: all that a signed request can obtain.
  ///
  /// Nothing changes but that the nonce is used up; a request that is refused uses up none.
  /// - Parameter user: The public key of the account, by which everybody knows its owner.
  /// - Complexity: O(orders log orders).
  public func openOrders(of user: String, _ request: SignedOpenOrdersRequest) -> OpenOrdersAnswer {
    guard state != .defaulted else { return .silence }
    let seat = Int(request.participant.rawValue)
    guard request.exchange == id, names.indices.contains(seat),
      openOrdersKey(of: request.participant).tag(of: request.nonce) == request.tag
    else { return .refused(.wrongSignature) }
    guard names[seat] == user else { return .refused(.foreignUser) }
    guard request.nonce > lastNonces[seat] else { return .refused(.usedNonce) }
    lastNonces[seat] = request.nonce
    return .orders(openOrders(of: request.participant))
  }

  /// The open orders of a participant, oldest first.
  private func openOrders(of participant: ParticipantID) -> [OpenOrder] {
    orders(of: participant)
      .compactMap { id in book.order(id).map { (id, $0) } }
      .sorted { $0.1.tag < $1.1.tag }
      .map { id, order in
        OpenOrder(
          id: id, side: order.side, price: order.price, originalQuantity: order.original,
          remaining: order.remaining, openedAt: restingSince[id.slot])
      }
  }
}
