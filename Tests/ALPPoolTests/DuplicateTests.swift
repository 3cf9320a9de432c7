// Which orders count once, under the corrected rule and under the original's.

import Foundation
import SimEngine
import Testing

@testable import ALPPool

@Suite struct DuplicateTests {
  /// What each user's orders of a round counted for, after a number of submissions.
  private func liquidity(
    fidelity: Fidelity = .corrected, _ submissions: (inout Pool) -> Void
  ) throws -> [String: Double] {
    var pool = Pool.paying(.pair(), .pair("poloniex"), fidelity: fidelity)
    pool.enrol("u")
    pool.enrol("v")
    submissions(&pool)
    let round = try pool.creditRound(at: .start)
    return Dictionary(uniqueKeysWithValues: round.users.map { ($0.user, $0.liquidity) })
  }

  @Test func `The newest submission of a user for a pair replaces his older ones`() throws {
    let counted = try liquidity { pool in
      pool.submit(.ask(1, 100), .bid(2, 100), by: "u")
      pool.submit(.ask(1, 100), by: "u", on: "poloniex")
      pool.submit(.ask(1, 60), .bid(3, 100, at: 398), by: "u")
    }
    #expect(counted == ["u": 260])
  }

  @Test func `An empty submission withdraws what was submitted before it in the round`() throws {
    let counted = try liquidity { pool in
      pool.submit(.ask(1, 100), by: "u")
      pool.submit(by: "u")
    }
    #expect(counted == [:])
  }

  @Test func `A submission stays in force for one round only`() throws {
    var pool = Pool.paying(.pair())
    pool.enrol("u")
    pool.submit(.ask(1, 100), by: "u")
    let credits = try (1...2).map { try pool.creditRound(at: .start + .minutes($0)).credit(of: "u") }
    #expect(credits == [0.0005, 0])
  }

  @Test func `V22: one order reported by two keys of an account is paid once`() throws {
    let counted = try liquidity { pool in
      pool.submit(.ask(1, 100), by: "u")
      pool.submit(.ask(1, 100), .ask(2, 5), by: "v")
    }
    #expect(counted == ["u": 100, "v": 5])
  }

  @Test func `Equal ids on two exchanges are two orders; the original takes them for one`() throws {
    let submissions: (inout Pool) -> Void = { pool in
      pool.submit(.ask(1, 100), by: "u")
      pool.submit(.ask(1, 100), by: "v", on: "poloniex")
    }
    #expect(try liquidity(submissions) == ["u": 100, "v": 100])
    #expect(try liquidity(fidelity: .legacy, submissions) == ["u": 100])
  }

  @Test func `A feed that moves between two submissions doubles the pay in the original only`() throws {
    let submissions: (inout Pool) -> Void = { pool in
      pool.submit(.ask(1, 100), by: "u")
      pool.updatePrice(of: "btc", to: 400.5)
      pool.submit(.ask(1, 100), by: "u")
    }
    #expect(try liquidity(submissions) == ["u": 100])
    #expect(try liquidity(fidelity: .legacy, submissions) == ["u": 200])
  }

  @Test func `Twelve digits are those that printf gives, also at ties`() {
    var draws = SeededDraws(seed: 12)
    // 1234567890.625, 0.5 beyond twelve digits and their neighbours: exact ties in binary.
    var values: [Double] = [
      100, 0.0025, 1, 999_999_999_999.5, 100_000_000_000.5, 100_000_000_001.5, 0.1, 5e-9,
    ]
    values += [12_345.67890125, 4_194_304.000000125, 999_999.9999995, 1e22, 1.5e30, 1.0000000000049999]
    for _ in 0..<2_000 {
      let magnitude = Double.random(in: -10...14, using: &draws)
      values.append(Double.random(in: 0.1...10, using: &draws) * pow(10, magnitude))
      values.append((Double.random(in: 0...1e13, using: &draws).rounded() * 5) / 1e10)
    }
    for value in values + values.flatMap({ [$0.nextUp, $0.nextDown] }) {
      let ours = TwelveDigits(value)
      let printed = String(format: "%.11e", value).split(separator: "e")
      #expect(String(ours.digits) == printed[0].replacing(".", with: ""), "\(value)")
      #expect(ours.exponent + 11 == Int(printed[1]), "\(value)")
    }
  }
}
