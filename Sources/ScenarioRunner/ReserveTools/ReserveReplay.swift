// `simrun reserve replay`: makes recorded calls again and compares what comes of them.

import APRReserve
import SimEngine

/// What came of making recorded calls to a fresh reserve.
///
/// The reserve is deployed as the record's was: its admin also administers the pricing contract, the network
/// is the one that may trade, withdrawals of the token to the admin are approved. An operator and an alerter
/// are who the calls make them.
public struct ReserveReplay: Sendable {
  /// A row a call as CSV: what it returned, the reserve afterwards, and why it failed or answered zero.
  public private(set) var table = Array(
    "step,op,caller,status,result,EWei,TTwei,feesTwei,enabled,reason\n".utf8)
  /// Where the record says something else, in sentences.
  public private(set) var differences: [String] = []
  /// What the record leaves out and shows by its balances: ether that was set from outside.
  public private(set) var notices: [String] = []

  private var reserve: KyberReserve

  /// What came of one call.
  private struct Answer {
    var status = "ok"
    var result: UInt256?
    var reason = ""
  }

  /// Makes the calls of a file; the reserve starts anew.
  /// - Parameter path: A JSON file, or "-" for the standard input.
  /// - Throws: Everything that is wrong with the file; then no call was made.
  public static func run(_ path: String) throws(ScenarioError) -> ReserveReplay {
    let (calls, decimals) = try RecordedCall.read(path)
    var replay = ReserveReplay(decimals: decimals)
    for (step, call) in calls.enumerated() {
      replay.make(call, step: step, before: step + 1 < calls.count ? calls[step + 1] : nil)
    }
    return replay
  }

  private init(decimals: Int) {
    reserve = KyberReserve(
      address: "reserve", token: "TOKEN", tokenDecimals: decimals, admin: "admin", network: "network")
    do throws(Revert) {
      try reserve.approveWithdrawAddress(.token, to: "admin", by: "admin")
      try reserve.setReserveAddress("reserve", by: "admin")
    } catch {
      invariant(false, "a fresh reserve refused its admin: \(error.rawValue)")
    }
  }

  private mutating func make(_ call: RecordedCall, step: Int, before next: RecordedCall?) {
    let answer = answer(to: call)
    takeOverEther(recordedIn: call, step: step, before: next)
    let core = reserve.reserve
    compare("status", answer.status, call.record.status, call, step)
    compare("result", answer.result, call.record.result, call, step)
    compare("E", core.etherBalance, call.record.ether, call, step)
    compare("T", reserve.tokens(of: reserve.address).balance, call.record.tokens, call, step)
    compare("fees", core.rates.collectedFees, call.record.fees, call, step)
    compare("enabled", core.isTradeEnabled, call.record.isEnabled, call, step)
    let fields = [
      "\(step)", call.name, call.caller.name, answer.status, answer.result.map { "\($0)" } ?? "",
      "\(core.etherBalance)", "\(reserve.tokens(of: reserve.address).balance)",
      "\(core.rates.collectedFees)", "\(core.isTradeEnabled)", answer.reason,
    ]
    table += (fields.joined(separator: ",") + "\n").utf8
  }

  private mutating func compare<Value: Equatable>(
    _ what: String, _ value: Value?, _ recorded: Value?, _ call: RecordedCall, _ step: Int
  ) {
    guard let recorded, value != recorded else { return }
    let found = value.map { "\($0)" } ?? "nothing"
    differences.append("call \(step), \(call.name): \(what) is \(found), recorded is \(recorded)")
  }

  /// A test chain can set balances between two calls. Where a call that cannot move ether is recorded with
  /// another balance and the next such call still has it, that is what happened; the balance is taken over,
  /// and said to be. A figure that stands there once is a difference like any other.
  private mutating func takeOverEther(recordedIn call: RecordedCall, step: Int, before next: RecordedCall?) {
    let found = reserve.reserve.etherBalance
    guard let recorded = call.record.ether, recorded != found, !call.movesEther,
      let next, !next.movesEther, next.record.ether == recorded
    else { return }
    let place = "before the end of call \(step), \(call.name)"
    notices.append("\(place), the reserve's ether was set from outside from \(found) to \(recorded) wei")
    setEther(recorded)
  }

  private mutating func setEther(_ wei: Int128) {
    let surplus = reserve.reserve.etherBalance - wei
    guard surplus > 0 else { return reserve.depositEther(-surplus) }
    do throws(Revert) {
      try reserve.withdrawEther(surplus, to: "user", by: reserve.permissions.admin)
    } catch {
      invariant(false, "a reserve did not give up its own ether: \(error.rawValue)")
    }
  }

  // MARK: Calls

  private mutating func answer(to call: RecordedCall) -> Answer {
    if case .quote(let side, let quantity) = call.action { return quote(side, quantity) }
    // A call that fails leaves no trace, whatever it did before it failed.
    let before = reserve
    do throws(Revert) {
      try perform(call.action, by: call.caller)
      return Answer()
    } catch {
      reserve = before
      return Answer(status: "revert", reason: error.rawValue)
    }
  }

  private func quote(_ side: Side, _ quantity: Int128) -> Answer {
    let quote = reserve.quote(side, quantity: quantity).rate
    switch quote {
    case .rate(let rate): return Answer(result: UInt256(rate))
    case .zero(let reason): return Answer(result: .zero, reason: reason.rawValue)
    case .revert(let revert): return Answer(status: "revert", reason: revert.rawValue)
    }
  }

  private mutating func perform(_ action: RecordedCall.Action, by caller: Address) throws(Revert) {
    switch action {
    case .addOperator(let who): try reserve.permissions.addOperator(who, by: caller)
    case .removeOperator(let who): try reserve.permissions.removeOperator(who, by: caller)
    case .addAlerter(let who): try reserve.permissions.addAlerter(who, by: caller)
    case .removeAlerter(let who): try reserve.permissions.removeAlerter(who, by: caller)
    case .transferAdmin(let who): try reserve.permissions.transferAdmin(to: who, by: caller)
    case .transferAdminQuickly(let who): try reserve.permissions.transferAdminQuickly(to: who, by: caller)
    case .claimAdmin: try reserve.permissions.claimAdmin(by: caller)
    case .enableTrade: try reserve.enableTrade(by: caller)
    case .disableTrade: try reserve.disableTrade(by: caller)
    case .setContracts(let sanity):
      try reserve.setContracts(network: reserve.network, sanityRates: sanity, by: caller)
    case .setTokenWallet(let wallet): try reserve.setTokenWallet(wallet, by: caller)
    case .setReserveAddress(let address): try reserve.setReserveAddress(address, by: caller)
    case .approveWithdrawAddress(let asset, let destination, let isApproved):
      try reserve.approveWithdrawAddress(asset, to: destination, isApproved, by: caller)
    case .depositEther(let wei): reserve.depositEther(wei)
    case .depositToken(let units): reserve.depositTokens(units)
    case .withdraw(let asset, let amount, let destination):
      try reserve.withdraw(asset, amount, to: destination, by: caller)
    case .withdrawEther(let wei, let destination): try reserve.withdrawEther(wei, to: destination, by: caller)
    case .withdrawToken(let units, let destination):
      try reserve.withdrawTokens(units, to: destination, by: caller)
    case .setLiquidityParams(let arguments): try setParameters(arguments, by: caller)
    case .resetCollectedFees: try reserve.resetCollectedFees(by: caller)
    case .recordImbalance(let side, let units):
      try reserve.recordImbalance(side, tokenUnits: units, by: caller)
    case .trade(let side, let quantity, let rate, let sent):
      try reserve.trade(side, quantity: quantity, rate: rate, etherSent: sent, by: caller)
    case .setEther(let wei): setEther(wei)
    case .quote: break
    }
  }

  private mutating func setParameters(_ arguments: LiquidityArguments, by caller: Address) throws(Revert) {
    let parameters: LiquidityParameters
    do throws(ParameterRefusal) {
      parameters = try LiquidityParameters(arguments)
    } catch {
      throw .parametersRefused
    }
    try reserve.setLiquidityParameters(parameters, by: caller)
  }
}

extension RecordedCall {
  /// Whether the reserve's ether may be another afterwards.
  fileprivate var movesEther: Bool {
    switch action {
    case .depositEther, .withdraw, .withdrawEther, .trade, .setEther: true
    default: false
    }
  }
}
