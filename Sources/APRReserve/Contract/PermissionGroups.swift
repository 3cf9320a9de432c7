// The roles that every contract of a reserve keeps, and who may hand them out.

/// The admin of a contract, his designated successor, its operators and its alerters.
///
/// The admin gives and takes roles but holds none of them by himself: he may not withdraw like an operator
/// nor sound the alarm like an alerter unless he adds himself. Every change names its caller and reverts for
/// anybody else.
///
/// Source: KyberNetwork/smart-contracts, PermissionGroups.sol.
public struct PermissionGroups: Hashable, Sendable {
  /// The most members that a group may have.
  public static let largestGroup = 50

  /// Who sets the contract up.
  public private(set) var admin: Address
  /// To whom the admin offered his role, nil when no offer is open.
  public private(set) var pendingAdmin: Address?
  /// Who runs the contract from day to day, in the order in which the contract lists them.
  public private(set) var operators: [Address] = []
  /// Who may stop it in an emergency, in the order in which the contract lists them.
  public private(set) var alerters: [Address] = []

  /// The roles of a new contract, with empty groups.
  public init(admin: Address) { self.admin = admin }

  // MARK: Admin

  /// Offers the admin's role, which passes when it is claimed; a second offer replaces the first.
  public mutating func transferAdmin(to successor: Address, by caller: Address) throws(Revert) {
    try requireAdmin(caller)
    pendingAdmin = successor
  }

  /// Hands the admin's role over at once, for good or ill.
  public mutating func transferAdminQuickly(to successor: Address, by caller: Address) throws(Revert) {
    try requireAdmin(caller)
    admin = successor
  }

  /// Accepts the admin's role.
  public mutating func claimAdmin(by caller: Address) throws(Revert) {
    try require(caller == pendingAdmin, else: .notPendingAdmin)
    admin = caller
    pendingAdmin = nil
  }

  // MARK: Groups

  /// Adds an operator; one who is one already is refused.
  public mutating func addOperator(_ member: Address, by caller: Address) throws(Revert) {
    try requireAdmin(caller)
    try Self.add(member, to: &operators)
  }

  /// Removes an operator.
  public mutating func removeOperator(_ member: Address, by caller: Address) throws(Revert) {
    try requireAdmin(caller)
    try Self.remove(member, from: &operators)
  }

  /// Adds an alerter; one who is one already is refused.
  public mutating func addAlerter(_ member: Address, by caller: Address) throws(Revert) {
    try requireAdmin(caller)
    try Self.add(member, to: &alerters)
  }

  /// Removes an alerter.
  public mutating func removeAlerter(_ member: Address, by caller: Address) throws(Revert) {
    try requireAdmin(caller)
    try Self.remove(member, from: &alerters)
  }

  private static func add(_ member: Address, to group: inout [Address]) throws(Revert) {
    try require(!group.contains(member), else: .alreadyInGroup)
    try require(group.count < largestGroup, else: .groupFull)
    group.append(member)
  }

  /// The last member takes the place of the one who leaves, as in the contract's array.
  private static func remove(_ member: Address, from group: inout [Address]) throws(Revert) {
    guard let place = group.firstIndex(of: member) else { throw .notInGroup }
    group.swapAt(place, group.count - 1)
    group.removeLast()
  }

  // MARK: Checks

  func requireAdmin(_ caller: Address) throws(Revert) {
    try require(caller == admin, else: .notAdmin)
  }

  func requireOperator(_ caller: Address) throws(Revert) {
    try require(operators.contains(caller), else: .notOperator)
  }

  func requireAlerter(_ caller: Address) throws(Revert) {
    try require(alerters.contains(caller), else: .notAlerter)
  }
}
