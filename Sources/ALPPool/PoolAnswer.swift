// What the pool answers to a registration or a submission, in the words of the original.

/// The pool's answer to a request.
public enum PoolAnswer: Hashable, Sendable {
  /// The user may submit.
  case registered
  /// The orders wait for the next credit round.
  case savedForValidation
  /// The header does not announce JSON, or says more than that.
  case wrongContentType
  /// The body is not a JSON object.
  case notJSON
  /// A field was left empty; its name.
  case missing(String)
  /// The payout address cannot be paid; the sentence says why.
  case invalidAddress(String)
  /// The pool pays nothing on that exchange.
  case exchangeNotSupported(String)
  /// The pool pays nothing for that unit on that exchange.
  case unitNotSupported(unit: String, exchange: String)
  /// The same user, address, exchange and unit are known.
  case alreadyRegistered
  /// No registration carries that key.
  case userNotRegistered(String)
  /// The exchange answered something else than orders, which is passed on.
  case exchangeSaid(String, success: Bool)
  /// The feed has never given a price for the unit.
  case priceUnknown(unit: String)
  /// The original breaks down over the request: the status 500 of the web.
  case failed

  /// Whether the request was accepted.
  public var isSuccess: Bool {
    switch self {
    case .registered, .savedForValidation: true
    case .exchangeSaid(_, let success): success
    default: false
    }
  }

  /// The message that a client of the original server reads.
  public var message: String {
    switch self {
    case .registered: "user successfully registered"
    case .savedForValidation: "orders saved for validation"
    case .wrongContentType: "Content-Type header must be set to 'application/json'"
    case .notJSON: "request body must be valid json"
    case .missing(let field): "no \(field) provided"
    case .invalidAddress(let reason): reason
    case .exchangeNotSupported(let exchange): "\(exchange) is not supported"
    case .unitNotSupported(let unit, let exchange): "\(unit) is not supported on \(exchange)"
    case .alreadyRegistered: "user is already registered"
    case .userNotRegistered(let user): "user \(user) is not registered"
    case .exchangeSaid(let message, _): message
    case .priceUnknown(let unit): "unable to fetch current price for \(unit)"
    case .failed: "500 error"
    }
  }
}

/// Decides which payout addresses a pool accepts.
public protocol AddressRule: Sendable {
  /// The answer that refuses the address, or nil when it can be paid.
  func objection(to address: String) -> PoolAnswer?
}

/// Accepts every address: a simulated account has no checksum.
public struct AnyAddress: AddressRule {
  public init() {}
  public func objection(to address: String) -> PoolAnswer? { nil }
}
