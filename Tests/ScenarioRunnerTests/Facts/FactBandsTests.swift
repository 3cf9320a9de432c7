// Bands over replications, and the facts of books, from figures that can be counted by hand.

import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("Bands of facts")
struct FactBandsTests {
  private static func part(_ value: Double?, subject: String = "alpha") -> FactPart {
    FactPart("trades", [FactSubject(name: subject, facts: [Fact("size", value)])])
  }

  @Test("A band runs from the 5 % to the 95 % quantile of the replications that tell the fact")
  func quantiles() throws {
    // 21 values, 1 to 21 in some order, and one replication that does not know.
    let replications = (0..<21).map { [Self.part(Double(1 + 8 * $0 % 21))] } + [[Self.part(nil)], []]
    let bands = FactBands(replications, data: [Self.part(20.5, subject: "data")])
    let band = try #require(bands.parts.first?.bands.first)
    #expect(band.values == (1...21).map(Double.init) && band.range == 2...20 && band.holdsData == false)
    #expect(
      bands.parts[0].rows == [
        ["trades: alpha", "runs", "5 %", "median", "95 %", "data", "within"],
        ["size", "21", "2", "11", "20", "20.5", "no"],
      ])
    #expect(FactBands(replications, data: [Self.part(20)]).parts[0].rows[1].last == "yes")
    #expect(FactBands(replications).parts[0].rows[1] == ["size", "21", "2", "11", "20"])
  }

  @Test("The order of replications changes no band, and a subject that some lack keeps the runs that it has")
  func order() {
    let replications = [
      [Self.part(3)], [Self.part(1), Self.part(7, subject: "beta")], [Self.part(2, subject: "alpha")],
    ]
    let (there, back) = (FactBands(replications), FactBands(replications.reversed()))
    #expect(there.parts.map { $0.bands[0].values } == [[1, 2, 3], [7]])
    #expect(there.parts.map(\.title) == ["trades: alpha", "trades: beta"])
    #expect(there.parts.map(\.rows) == back.parts.map(\.rows))
    #expect(FactBands([[Self.part(nil)]]).parts[0].rows[1] == ["size", "0", "-", "-", "-"])
    let late = [[Self.part(3), FactPart("waits", [FactSubject(name: "alpha", facts: [])])]] + replications
    #expect(FactBands(late).parts.map(\.title) == ["trades: alpha", "trades: beta", "waits: alpha"])
  }

  @Test("Looks at a book are counted by the sides that they find, and only two make a spread")
  func sides() {
    var looks = BookLooks(name: "alpha")
    for hundredths in 1...9 {
      looks.append(bid: 1 - 0.01 * Double(hundredths), ask: 1 + 0.01 * Double(hundredths))
      if hundredths == 7 { #expect(looks.spreads.subject.facts[1].text == "-") }
    }
    for (bid, ask) in [(nil, 1), (1, nil), (nil, 1)] as [(Double?, Double?)] {
      looks.append(bid: bid, ask: ask)
    }
    #expect(looks.sideFacts.map(\.text) == ["12", "0.75", "0.0833", "0.167"])
    looks.append(bid: nil, ask: nil)
    // Nine spreads of 200 to 1800 bp: the 5 % quantile lies 0.4 of the way from the first to the second.
    let texts = looks.spreads.subject.facts.map(\.text)
    #expect(texts == ["9", "280", "600", "1000", "1400", "1720", "0.308"])
  }

  @Test("Coins a basis point are those between two distances, and the hump lies where they are densest")
  func profile() {
    var profile = DepthProfile()
    #expect(profile.subjects.isEmpty)
    profile.rings = [
      DepthProfile.Ring(within: 25, bids: 50, asks: 0), DepthProfile.Ring(within: 50, bids: 300, asks: 0),
      DepthProfile.Ring(within: 100, bids: 500, asks: 0),
    ]
    let (bids, asks) = (profile.subjects[0], profile.subjects[1])
    #expect(bids.facts.map(\.value) == [2, 10, 4, 37.5] && asks.facts.map(\.value) == [0, 0, 0, nil])
    #expect(
      bids.facts.map(\.name) == [
        "from 0 to 25 bp", "from 25 to 50 bp", "from 50 to 100 bp", "where most stand, in bp",
      ])
  }
}
