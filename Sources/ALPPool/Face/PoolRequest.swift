// A request to the pool as it arrives: a content type and a body, of which the form is judged before the sense.

/// What a client posts.
public struct PoolRequest: Sendable {
  /// The header `Content-Type`, or nil where there is none.
  public let contentType: String?
  /// The body, or nil where it is not JSON.
  public let body: WireValue?

  /// A request.
  public init(contentType: String? = "application/json", body: WireValue?) {
    self.contentType = contentType
    self.body = body
  }

  /// The first fault of the form: another content type, however slightly; no JSON object; a field that is not given.
  /// - Parameter names: The fields in the order in which they are looked for.
  func objection(requiring names: [String]) -> PoolAnswer? {
    guard contentType == "application/json" else { return .wrongContentType }
    guard let body, body.members != nil else { return .notJSON }
    return names.first { body[$0]?.isGiven != true }.map(PoolAnswer.missing)
  }

  /// A field that is a text.
  func text(_ name: String) -> String? { body?[name]?.text }
}

/// A submission whose form and pair are in order: what the exchange is asked with.
public struct LiquidityRequest: Sendable {
  /// The public key of the user's account at the exchange.
  public let user: String
  /// Where the orders rest.
  public let exchange: String
  /// What the coin is traded against there.
  public let unit: String
  /// What the exchange reads, of which the pool understands nothing.
  public let request: WireValue
  /// The signature, which the exchange alone can verify.
  public let signature: WireValue
}
