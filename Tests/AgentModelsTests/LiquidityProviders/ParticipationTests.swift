// Whether a provider stays: at what it pays him exactly, and never for more than the whole reward.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Taking part")
struct ParticipationTests {
  @Test("he stays for exactly what he wants, leaves for less, and comes back for it again")
  func threshold() {
    var parameters = ParticipationParameters()
    parameters.reservationYieldPerDay = 0.001
    parameters.returnProbability = 1
    let draws = RandomStream(key: RandomKey(seed: 1, run: 0), name: "test", role: .endogenous)
    var participation = Participation(parameters, returns: draws)
    let stays = [0.001, 0.000_9, 0.000_9, 0.001].map { yield in
      participation.review(expectedYieldPerDay: yield)
      return participation.isActive
    }
    #expect(stays == [true, false, false, true] && participation.leaveCount == 1)
  }

  @Test("who offers more than the last round saw of all together expects all that it paid, and no more")
  func wholeReward() {
    let status = ProgramStatus(rewardPerMinute: 2, paidPerMinute: 1, paidLiquidity: 1_000, tolerance: 0.01)
    #expect(Participation.rewardPerDay(own: 500, isActive: true, status) == 720)
    #expect(Participation.rewardPerDay(own: 2_000, isActive: true, status) == 1_440)
  }
}
