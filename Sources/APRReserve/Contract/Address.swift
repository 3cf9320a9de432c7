// Who calls and who is called: accounts and contracts by name.

/// An account or a contract on the chain, known by a name instead of twenty bytes.
///
/// There is no address zero: where the contracts would store it, a property is nil.
public struct Address: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The name; two addresses are one when their names are.
  public let name: String

  /// The address of that name.
  public init(_ name: String) { self.name = name }
  public init(stringLiteral name: String) { self.name = name }

  public var description: String { name }
}
