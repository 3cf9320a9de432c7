// The pool against what the original server did, request by request.

import Testing

@testable import ALPPool

/// 40 cases recorded from the running server (branches master of April 2016 and automatic_config of June 2016):
/// answers, tables, payments.
@Suite struct RecordedServerTests {
  /// What a replay leaves to the server's protocol, by case; every other step of every case is compared.
  static let passedOver: [String: Set<PassedOver>] = [
    "c02_single_lp_under_target": [.userHistory],
    "c37_payout_threshold": [.userHistory],
    "c39_payout_double_registration": [.userHistory],
    "e01_protocol_register": [.requestForm, .addressCheck],
    "e02_protocol_liquidity": [.requestForm, .exchangeAnswer],
    "e03_read_endpoints": [.requestForm, .userHistory, .exchangeList],
  ]

  /// The cases that show a fault of the original, which the corrected pool does not repeat.
  static let faults: Set<String> = [
    "c16_unclassified_order_poisons_rounds", "c18_duplicate_price_moved", "c19_duplicate_partial_fill",
    "c21_duplicate_across_exchanges", "c36_unit_removed_with_pending_orders",
    "c39_payout_double_registration", "c42_payout_no_rpc", "c44_payout_6dp",
  ]

  let cases: [JSON]

  init() throws { cases = try JSON.fixture("alp_server")["cases"].list }

  @Test(arguments: ServerBranch.allCases)
  func `The legacy pool does what the server did, bit for bit, in all 40 cases`(branch: ServerBranch) {
    #expect(cases.count == 40)
    var comparisonCount = 0
    for recorded in cases {
      let replay = ServerReplay(recorded, on: branch, fidelity: .legacy)
      #expect(replay.differences == [])
      #expect(replay.passedOver == Self.passedOver[recorded["id"].text] ?? [], "\(recorded["id"].text)")
      comparisonCount += replay.comparisonCount
    }
    #expect(comparisonCount > 4_000, "the replay compared only \(comparisonCount) figures")
  }

  @Test func `The corrected pool differs from the server in the cases of its faults and in no other`() {
    let differing = cases.filter { !ServerReplay($0, fidelity: .corrected).differences.isEmpty }
    #expect(Set(differing.map { $0["id"].text }) == Self.faults)
  }
}
