// Values with units: exact to the last digit, and helpful when wrong.

import SimEngine
import Testing

@testable import ScenarioRunner

private let nbt = Asset(symbol: "NBT", decimals: 8)
private let eth = Asset(symbol: "ETH", decimals: 18)

/// "predicate / help" of the complaint about a text.
private func complaint<Value>(_ format: UnitFormat<Value>, _ text: String) -> String {
  do throws(UnitProblem) { return "accepted as \(try format.parse(text))" } catch {
    return error.predicate + (error.help.map { " / \($0)" } ?? "")
  }
}

@Suite("Units")
struct UnitsTests {
  @Test(
    "durations are exact nanoseconds",
    arguments: [
      ("60s", 60_000_000_000), ("60 s", 60_000_000_000), ("200ms", 200_000_000), ("1.5h", 5_400_000_000_000),
      ("10min", 600_000_000_000), ("30d", 2_592_000_000_000_000), ("7us", 7_000), ("1ns", 1), ("0s", 0),
      ("0.000000001s", 1), ("1e3s", 1_000_000_000_000), ("-5s", -5_000_000_000), ("0.1d", 8_640_000_000_000),
      ("36500d", 3_153_600_000_000_000_000), ("-36500d", -3_153_600_000_000_000_000),
      ("0.10000000000000000000000000000000000000000000s", 100_000_000),
    ])
  func durations(text: String, nanoseconds: Int64) throws {
    #expect(try UnitFormat.duration.parse(text).nanoseconds == nanoseconds)
  }

  @Test("durations say what is wrong and how to mend it")
  func durationComplaints() {
    let units = "(units: s, ns, us, ms, min, h, d)"
    let expectations = [
      "60": "must be a duration with its unit, found \"60\" / write \"60s\"",
      "60 NBT": "must be a duration, found \"60 NBT\" / write for example \"60s\" \(units)",
      "60S": "must be a duration, found \"60S\" / write for example \"60s\" \(units)",
      "": "must be a duration, found \"\" / write for example \"60s\" \(units)",
      "s": "must be a duration, found \"s\" / write for example \"60s\" \(units)",
      ".5s": "must be a duration, found \".5s\" / write for example \"60s\" \(units)",
      "1.s": "must be a duration, found \"1.s\" / write for example \"60s\" \(units)",
      " 1s": "must be a duration, found \" 1s\" / write for example \"60s\" \(units)",
      "1s ": "must be a duration, found \"1s \" / write for example \"60s\" \(units)",
      "05s": "must be a duration, found \"05s\" / write for example \"60s\" \(units)",
      "0.5ns": "is finer than a nanosecond: \"0.5ns\"",
      "1.0000000001s": "is finer than a nanosecond: \"1.0000000001s\"",
      "3153600000000000001ns": "is longer than 36500d: \"3153600000000000001ns\" / that is a hundred years",
      "1e30s":
        "is longer than 36500d: \"1000000000000000000000000000000s\" / that is a hundred years",
    ]
    for (text, expected) in expectations.sorted(by: { $0.key < $1.key }) {
      #expect(complaint(.duration, text) == expected)
    }
  }

  @Test("durations are shown in the longest unit that divides them")
  func durationText() throws {
    for written in ["0s", "1ns", "90s", "1h", "30d", "250ms", "61min", "-5s"] {
      #expect(text(of: try UnitFormat.duration.parse(written)) == written)
    }
  }

  @Test("amounts are exact base units of their asset")
  func amounts() throws {
    #expect(try UnitFormat.amount(of: nbt).parse("1.5 NBT").baseUnits == 150_000_000)
    #expect(try UnitFormat.amount(of: nbt).parse("0.00000001 NBT").baseUnits == 1)
    #expect(try UnitFormat.amount(of: nbt).parse("1e-8NBT").baseUnits == 1)
    #expect(try UnitFormat.amount(of: nbt).parse("757084 NBT").baseUnits == 75_708_400_000_000)
    #expect(try UnitFormat.amount(of: nbt).parse("-3.50 NBT").baseUnits == -350_000_000)
    #expect(try UnitFormat.amount(of: eth).parse("0.000000000000000001 ETH").baseUnits == 1)
    let largest = try UnitFormat.amount(of: eth).parse("1000000000000 ETH")
    #expect(largest.baseUnits == powerOfTen(30))
  }

  @Test("amounts with another unit, no unit, too many digits or too large say so")
  func amountComplaints() {
    let format = UnitFormat.amount(of: nbt)
    #expect(complaint(format, "5") == "must be an amount of NBT with its unit, found \"5\" / write \"5 NBT\"")
    #expect(
      complaint(format, "5 BTC")
        == "must be an amount of NBT, found \"5 BTC\" / write for example \"1.5 NBT\"")
    #expect(
      complaint(format, "0.000000001 NBT")
        == "is finer than the smallest unit of NBT: \"0.000000001 NBT\" / NBT has 8 decimals")
    #expect(complaint(format, "1000000000000.1 NBT") == "is more than 1000000000000 NBT")
    #expect(complaint(format, "1e250 NBT") == "is more than 1000000000000 NBT")
    #expect(complaint(format, "-1e13 NBT") == "is more than 1000000000000 NBT")
  }

  @Test("a ratio is written in per cent or basis points")
  func ratios() throws {
    #expect(try UnitFormat.ratio.parse("0.25%") == ExactDecimal("0.0025"))
    #expect(try UnitFormat.ratio.parse("25 bp") == ExactDecimal("0.0025"))
    #expect(try UnitFormat.ratio.parse("48 %").double == 0.48)
    #expect(
      complaint(.ratio, "0.0025") == "must be a ratio with its unit, found \"0.0025\" / write \"0.25%\"")
    #expect(
      complaint(.ratio, "3 permille")
        == "must be a ratio, found \"3 permille\" / write for example \"0.25%\" (units: %, bp)")
  }

  @Test("rates carry their period")
  func rates() throws {
    let reward = try UnitFormat.amountRate(of: nbt).parse("0.025 NBT/min")
    #expect(reward == AmountRate(Amount(baseUnits: 2_500_000), per: .minutes(1)))
    #expect(try UnitFormat.eventRate.parse("2/min") == NumberRate(2, per: .minutes(1)))
    #expect(
      try UnitFormat.eventRate.parse("0.5 /s")
        == NumberRate(ExactDecimal(5, timesTenTo: -1), per: .seconds(1)))
    let growth = try UnitFormat.growthRate.parse("0.12%/day")
    #expect(growth.number == ExactDecimal("0.0012") && growth.period == .days(1))
    #expect(try UnitFormat.growthRate.parse("0.12%/d") == growth)
    #expect(
      complaint(.amountRate(of: nbt), "0.025 NBT")
        == "must be an amount of NBT per time, found \"0.025 NBT\" / write for example \"0.025 NBT/min\""
        + " (units: NBT/min, NBT/s, NBT/h, NBT/d, NBT/day)")
    #expect(complaint(.eventRate, "2") == "must be a rate with its unit, found \"2\" / write \"2/min\"")
  }

  @Test("a number that 38 digits or 250 places do not hold is refused")
  func tooManyDigits() {
    let help = "38 digits are kept, the last in the 250th place"
    let long = "0." + String(repeating: "2", count: 39) + "%"
    #expect(complaint(.ratio, long) == "has too many digits: \"\(long)\" / \(help)")
    #expect(complaint(.ratio, "1e251%") == "has too many digits: \"1e251%\" / \(help)")
  }

  @Test("rates compare by what falls due in equal times")
  func rateOrder() throws {
    func rate(_ text: String) throws -> AmountRate { try UnitFormat.amountRate(of: eth).parse(text) }
    #expect(try rate("1 ETH/h") < rate("1 ETH/min"))
    #expect(try !(rate("60 ETH/h") < rate("1 ETH/min")) && !(rate("1 ETH/min") < rate("60 ETH/h")))
    #expect(try rate("-1e12 ETH/s") < rate("0 ETH/d"))
    #expect(try rate("999999999999.999999999999999999 ETH/day") < rate("1e12 ETH/day"))
  }

  @Test("a size is an amount or a share of the supply")
  func shares() throws {
    let format = UnitFormat.amountOrShare(of: nbt)
    #expect(try format.parse("17% of supply") == .shareOfSupply(ExactDecimal("0.17")!))
    #expect(try format.parse("2 NBT") == .amount(Amount(baseUnits: 200_000_000)))
    #expect(try format.parse("0.000001% of supply") == .shareOfSupply(ExactDecimal("1e-8")!))
    #expect(complaint(format, "0.0000015% of supply") == "is finer than 0.000001% of supply: \"0.0000015%\"")
    #expect(
      complaint(format, "100.1% of supply") == "must be between 0% and 100% of supply, found \"100.1%\"")
    #expect(complaint(format, "-1% of supply") == "must be between 0% and 100% of supply, found \"-1%\"")
    #expect(
      complaint(format, "17%")
        == "must be an amount of NBT or a share of its supply, found \"17%\""
        + " / write for example \"17% of supply\" (units: NBT, % of supply)")
  }

  @Test("what a format describes, it reads back to the same value")
  func describeRoundTrip() throws {
    func check<Value: Equatable>(_ format: UnitFormat<Value>, _ texts: [String]) throws {
      for text in texts {
        let value = try format.parse(text)
        #expect(format.describe(value) == text)
        #expect(try format.parse(format.describe(value)) == value)
      }
    }
    try check(.duration, ["60s", "30d"].map { $0 == "60s" ? "1min" : $0 })
    try check(.amount(of: nbt), ["1.5 NBT", "0.00000001 NBT"])
    try check(.ratio, ["0.25%", "100%", "-3%"])
    try check(.amountRate(of: nbt), ["0.025 NBT/min"])
    try check(.eventRate, ["2/min"])
    try check(.growthRate, ["0.12%/d"])
    try check(.amountOrShare(of: nbt), ["17% of supply", "5 NBT"])
  }
}

@Suite("Exact decimals")
struct ExactDecimalTests {
  @Test("equal numbers are equal however they are written")
  func normalForm() {
    #expect(ExactDecimal("1.50") == ExactDecimal("15e-1"))
    #expect(ExactDecimal("1000") == ExactDecimal("1e3"))
    #expect(ExactDecimal("0.000") == ExactDecimal("-0e9"))
    #expect(ExactDecimal("1" + String(repeating: "0", count: 60)) == ExactDecimal("1e60"))
    #expect(ExactDecimal("170141183460469231731687303715884105727")?.significand == Int128.max)
  }

  @Test("what is no number, or has more digits than fit, is nil")
  func refused() {
    for text in [
      "", "-", "+1", "01", ".5", "5.", "1e", "1e251", "1e-251", "1e99999999999999999999", "1 ", "0x1", "1,0",
      "١", "--1", "1e+-1",
    ] {
      #expect(ExactDecimal(text) == nil, "\(text)")
    }
    #expect(ExactDecimal("170141183460469231731687303715884105728") == nil)
    #expect(ExactDecimal("1" + String(repeating: "0", count: 60) + "1") == nil)
  }

  @Test("the description reads back to the same number, in plain notation")
  func description() {
    for text in [
      "0", "1", "-1", "0.025", "1250", "-3.5", "0.00000001", "123456.789", "100000000000000000000",
    ] {
      #expect(ExactDecimal(text)?.description == text)
    }
  }

  @Test("the double is the correctly rounded one")
  func double() {
    for text in [
      "0.1", "0.3", "1e-8", "757084", "9007199254740993", "1e23", "-2.5e-240",
      "170141183460469231731687303715884105727e250",
    ] {
      #expect(ExactDecimal(text)?.double == Double(text))
    }
  }

  @Test("the order is that of the numbers, also where aligning them would overflow")
  func order() throws {
    let ascending = [
      "-1e250", "-2", "-1.5", "-1e-250", "0", "1e-250", "0.1", "0.11", "2", "10", "1e38", "1e250",
    ]
    let numbers = try ascending.map { try #require(ExactDecimal($0)) }
    for (index, left) in numbers.enumerated() {
      for (other, right) in numbers.enumerated() { #expect((left < right) == (index < other)) }
    }
  }
}

@Suite("UTC instants")
struct UTCInstantTests {
  @Test(
    "dates count seconds since 1970",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2016-05-26T00:00:00Z", 1_464_220_800),
      ("2000-02-29T12:34:56Z", 951_827_696),
      ("1969-12-31T23:59:59Z", -1), ("2038-01-19T03:14:08Z", 2_147_483_648),
      ("0001-01-01T00:00:00Z", -62_135_596_800),
      ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
  func seconds(text: String, seconds: Int64) throws {
    let instant = try #require(UTCInstant(text))
    #expect(instant.secondsSince1970 == seconds)
    #expect(instant.description == text)
  }

  @Test("every day of four centuries comes back from its text, one after the other")
  func everyDay() throws {
    var previous = ""
    for day in stride(from: Int64(-25_600), to: 121_000, by: 1) {
      let text = UTCInstant(secondsSince1970: day * 86_400).description
      #expect(text > previous)
      if day % 7 == 0 { #expect(UTCInstant(text)?.secondsSince1970 == day * 86_400) }
      previous = text
    }
  }

  @Test(
    "other forms and impossible dates are refused",
    arguments: [
      "2016-05-26", "2016-05-26T00:00:00", "2016-05-26 00:00:00Z", "2016-05-26T00:00:00+02:00",
      "16-05-26T00:00:00Z",
      "2016-13-01T00:00:00Z", "2016-00-01T00:00:00Z", "2015-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
      "2016-04-31T00:00:00Z", "2016-05-00T00:00:00Z", "2016-05-26T24:00:00Z", "2016-05-26T00:60:00Z",
      "2016-05-26T00:00:60Z", "2016-05-26t00:00:00z", "", "0000-01-01T00:00:00Z",
    ])
  func refused(text: String) {
    #expect(UTCInstant(text) == nil)
  }
}
