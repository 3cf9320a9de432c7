// A recorded list of calls to a reserve, read from JSON.

import APRReserve
import SimEngine

/// One call, and what was recorded of it.
struct RecordedCall {
  /// What is called, with its arguments.
  enum Action {
    case addOperator(Address)
    case removeOperator(Address)
    case addAlerter(Address)
    case removeAlerter(Address)
    case transferAdmin(Address)
    case transferAdminQuickly(Address)
    case claimAdmin
    case enableTrade
    case disableTrade
    case setContracts(SanityRates?)
    case setTokenWallet(Address)
    case setReserveAddress(Address)
    case approveWithdrawAddress(ReserveAsset, Address, Bool)
    case depositEther(Int128)
    case depositToken(Int128)
    case withdraw(ReserveAsset, Int128, Address)
    case withdrawEther(Int128, Address)
    case withdrawToken(Int128, Address)
    case setLiquidityParams(LiquidityArguments)
    case resetCollectedFees
    case recordImbalance(Side, UInt256)
    case quote(Side, Int128)
    case trade(Side, Int128, rate: UInt128, etherSent: Int128)
    /// Not a call: the test chain sets the reserve's ether.
    case setEther(Int128)
  }

  /// What the record says came of it; what it does not say is nil.
  struct Record {
    var status: String?
    var result: UInt256?
    var ether: Int128?
    var tokens: Int128?
    var fees: UInt256?
    var isEnabled: Bool?
  }

  /// The name of the call in the record.
  let name: String
  let caller: Address
  let action: Action
  let record: Record
}

/// Those who may call: names of the roles that they have, or are to be given.
enum RecordedRoles {
  /// Every name; "reserve" is the reserve's own address.
  static let names = ["admin", "operator", "alerter", "network", "user", "other", "reserve"]
}

/// The fields of a recorded call, asked for by name.
private struct CallFields {
  let object: ScenarioObject

  func value<Value>(_ key: String, _ kind: ScenarioValue<Value>) -> Value? { object.required(key, kind) }
  func value<Value>(_ key: String, _ kind: ScenarioValue<Value>, or standard: Value) -> Value {
    object.optional(key, kind, default: standard)
  }
  func recorded<Value>(_ key: String, _ kind: ScenarioValue<Value>) -> Value? { object.optional(key, kind) }

  func role(_ key: String, or standard: Address) -> Address {
    Address(value(key, .oneOf(RecordedRoles.names), or: standard.name))
  }
  var side: Side? { value("buy", .flag).map { $0 ? .buy : .sell } }
  var asset: ReserveAsset {
    ReserveAsset(rawValue: value("token", .oneOf(["ETH", "TOKEN"]), or: "ETH")) ?? .ether
  }
  var amount: Int128? { value("amount", ScenarioValue<Int128>.baseUnits) }
}

extension RecordedCall {
  /// A reader of an action's arguments, by the name of the call.
  private typealias Reader = @Sendable (CallFields) -> Action?

  /// Every call that can be recorded. Recordings leave out arguments that follow from the call, such as the operator whom
  /// `addOperator` adds; the roles here are those that they mean. `addOperatorDuplicate` is their name for adding one who is
  /// there already.
  private static let readers: [(name: String, read: Reader)] = [
    ("addOperator", { .addOperator($0.role("who", or: "operator")) }),
    ("addOperatorDuplicate", { .addOperator($0.role("who", or: "operator")) }),
    ("removeOperator", { .removeOperator($0.role("who", or: "operator")) }),
    ("addAlerter", { .addAlerter($0.role("who", or: "alerter")) }),
    ("removeAlerter", { .removeAlerter($0.role("who", or: "alerter")) }),
    ("transferAdmin", { .transferAdmin($0.role("who", or: "other")) }),
    ("transferAdminQuickly", { .transferAdminQuickly($0.role("who", or: "other")) }),
    ("claimAdmin", { _ in .claimAdmin }),
    ("enableTrade", { _ in .enableTrade }),
    ("disableTrade", { _ in .disableTrade }),
    ("setContracts", { _ in .setContracts(nil) }),
    ("setContractsWithSanity", readSanity),
    ("setTokenWallet", { .setTokenWallet($0.role("to", or: "reserve")) }),
    ("setReserveAddress", { .setReserveAddress($0.role("to", or: "reserve")) }),
    ("approveWithdrawAddress", readApproval),
    ("depositEther", { $0.amount.map { .depositEther($0) } }),
    ("depositToken", { $0.amount.map { .depositToken($0) } }),
    ("withdraw", readWithdrawal),
    ("withdrawEther", { fields in readPayment(fields) { .withdrawEther($0, $1) } }),
    ("withdrawToken", { fields in readPayment(fields) { .withdrawToken($0, $1) } }),
    ("setLiquidityParams", readParameters),
    ("resetCollectedFees", { _ in .resetCollectedFees }),
    ("recordImbalance", readImbalance),
    ("getConversionRate", readQuote),
    ("trade", readTrade),
    ("_setE", { $0.amount.map { .setEther($0) } }),
  ]

  @Sendable private static func readApproval(_ fields: CallFields) -> Action? {
    let isApproved = fields.value("approve", .flag, or: true)
    return .approveWithdrawAddress(fields.asset, fields.role("to", or: "user"), isApproved)
  }

  @Sendable private static func readWithdrawal(_ fields: CallFields) -> Action? {
    let (asset, destination) = (fields.asset, fields.role("to", or: "user"))
    return fields.amount.map { .withdraw(asset, $0, destination) }
  }

  /// A payment to any address, the reserve itself included.
  private static func readPayment(_ fields: CallFields, _ action: (Int128, Address) -> Action) -> Action? {
    let destination = fields.role("to", or: "user")
    return fields.amount.map { action($0, destination) }
  }

  @Sendable private static func readImbalance(_ fields: CallFields) -> Action? {
    let side: Side = fields.value("buy", .flag, or: true) ? .buy : .sell
    return .recordImbalance(side, fields.value("amount", ScenarioValue<UInt256>.word, or: .zero))
  }

  /// The sanity rates of the recorded call, which keeps them in its note only: 0.00005 ETH a token, with 18 decimals
  /// as the contract has it, and 1 %.
  private static let recordedSanity = (tokenRate: 50_000_000_000_000 as UInt256, diffBps: 100 as UInt256)

  @Sendable private static func readSanity(_ fields: CallFields) -> Action? {
    let rate = fields.value("tokenRate", ScenarioValue<UInt256>.word, or: recordedSanity.tokenRate)
    let tolerance = fields.value("diffBps", ScenarioValue<UInt256>.word, or: recordedSanity.diffBps)
    guard let rates = try? SanityRates(tokenRate: rate, toleranceBasisPoints: tolerance) else {
      fields.object.complain("tokenRate", "must be at most 10^24, with a tolerance of at most 10,000 bps")
      return nil
    }
    return .setContracts(rates)
  }

  @Sendable private static func readParameters(_ fields: CallFields) -> Action? {
    guard let words = fields.value("params", .array(of: ScenarioValue<UInt256>.word, count: 7...7)) else {
      return nil
    }
    return .setLiquidityParams(
      LiquidityArguments(
        rInFp: words[0], pMinInFp: words[1], maxCapBuyInWei: words[2], maxCapSellInWei: words[3],
        feeInBps: words[4], maxTokenToEthRateInPrecision: words[5], minTokenToEthRateInPrecision: words[6]))
  }

  @Sendable private static func readQuote(_ fields: CallFields) -> Action? {
    let (side, quantity) = (fields.side, fields.value("qty", ScenarioValue<Int128>.baseUnits))
    guard let side, let quantity else { return nil }
    return .quote(side, quantity)
  }

  @Sendable private static func readTrade(_ fields: CallFields) -> Action? {
    let (side, quantity) = (fields.side, fields.value("qty", ScenarioValue<Int128>.baseUnits))
    let (rate, sent) = (fields.value("rate", .rate), fields.value("value", ScenarioValue<Int128>.baseUnits))
    guard let side, let quantity, let rate, let sent else { return nil }
    return .trade(side, quantity, rate: rate, etherSent: sent)
  }

  // MARK: Reading

  /// Reads a file of recorded calls: an object whose "ops" are the calls.
  /// - Returns: The calls, and the decimals of the token, 18 unless the file says otherwise.
  /// - Throws: Everything that is wrong with the file.
  static func read(_ path: String) throws(ScenarioError) -> (calls: [RecordedCall], decimals: Int) {
    let source = try SourceText.reading(path)
    let diagnostics = Diagnostics()
    let tree: JSONNode
    do throws(Diagnostic) {
      tree = try JSONReader.read(source)
    } catch {
      throw ScenarioError(error)
    }
    tree.reportDuplicateKeys(to: diagnostics)
    if tree.members == nil {
      throw ScenarioError(Diagnostic("a record must be an object, found \(tree.summary)", at: tree.span))
    }
    let calls = ScenarioObject.read(tree, diagnostics) { object in
      let fields = CallFields(object: object)
      _ = fields.recorded("note", .text)
      let decimals = fields.value("decimals", .decimals, or: 18)
      return (fields.value("ops", .array(of: call)) ?? [], decimals)
    }
    try diagnostics.check()
    return calls
  }

  private static let call = ScenarioValue<RecordedCall>("a call", example: "{\"op\": \"enableTrade\"}") {
    place in
    ScenarioObject.read(place) { object in
      let fields = CallFields(object: object)
      guard let name = fields.value("op", .oneOf(readers.map(\.name))),
        let read = readers.first(where: { $0.name == name })?.read
      else {
        object.abandon()
        return nil
      }
      let caller = fields.role("caller", or: "other")
      _ = fields.recorded("note", .text)
      var record = Record()
      record.status = fields.recorded("status", .oneOf(["ok", "revert"]))
      record.result = fields.recorded("result", ScenarioValue<UInt256>.word)
      if let after = object.place("after") {
        ScenarioObject.read(after) { state in
          let state = CallFields(object: state)
          record.ether = state.recorded("E", ScenarioValue<Int128>.baseUnits)
          record.tokens = state.recorded("T", ScenarioValue<Int128>.baseUnits)
          record.fees = state.recorded("fees", ScenarioValue<UInt256>.word)
          record.isEnabled = state.recorded("enabled", .flag)
        }
      }
      guard let action = read(fields) else { return nil }
      return RecordedCall(name: name, caller: caller, action: action, record: record)
    }
  }
}
