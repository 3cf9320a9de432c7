// Dates of the calendar, for the start of a scenario and for the times that results show.

/// A second of Coordinated Universal Time in the Gregorian calendar.
public struct UTCInstant: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
  public let secondsSince1970: Int64

  /// The instant that many seconds after the beginning of 1970.
  public init(secondsSince1970: Int64) { self.secondsSince1970 = secondsSince1970 }

  public static func < (left: UTCInstant, right: UTCInstant) -> Bool {
    left.secondsSince1970 < right.secondsSince1970
  }

  /// The instant that a text such as "2016-05-26T00:00:00Z" names; nil for any other form and for impossible dates.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    let form = Array("0000-00-00T00:00:00Z".utf8)
    guard bytes.count == form.count else { return nil }
    for (byte, pattern) in zip(bytes, form) {
      guard pattern == ascii("0") ? isDigit(byte) : byte == pattern else { return nil }
    }
    func number(_ range: Range<Int>) -> Int64 {
      bytes[range].reduce(0) { $0 * 10 + Int64($1 - ascii("0")) }
    }
    let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
    let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
    guard year >= 1, (1...12).contains(month) else { return nil }
    guard day >= 1, day <= daysInMonth(month, of: year) else { return nil }
    guard hour < 24, minute < 60, second < 60 else { return nil }
    let days = daysBeforeYear(year) - daysBeforeYear(1970) + dayOfYear(year, month, day)
    secondsSince1970 = days * 86_400 + hour * 3_600 + minute * 60 + second
  }
}

extension UTCInstant: CustomStringConvertible {
  /// The instant as ISO 8601 writes it: "2016-05-26T00:00:00Z".
  /// - Complexity: O(1).
  public var description: String {
    let dayNumber = floorDivide(secondsSince1970, 86_400)
    let secondOfDay = secondsSince1970 - dayNumber * 86_400
    let days = dayNumber + daysBeforeYear(1970)
    // The mean year is a little longer than a common one, so the estimate is off by at most one.
    var year = floorDivide(days * 400, 146_097) + 1
    if daysBeforeYear(year) > days { year -= 1 }
    if daysBeforeYear(year + 1) <= days { year += 1 }
    var month: Int64 = 1
    var day = days - daysBeforeYear(year)
    while day >= daysInMonth(month, of: year) {
      day -= daysInMonth(month, of: year)
      month += 1
    }
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day + 1, 2))"
    let (hour, minute, second) = (secondOfDay / 3_600, secondOfDay / 60 % 60, secondOfDay % 60)
    return "\(date)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))Z"
  }
}

private func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

private func daysInMonth(_ month: Int64, of year: Int64) -> Int64 {
  switch month {
  case 2: isLeap(year) ? 29 : 28
  case 4, 6, 9, 11: 30
  default: 31
  }
}

/// Days from the first of January of the year 1 to the first of January of a year.
private func daysBeforeYear(_ year: Int64) -> Int64 {
  let past = year - 1
  return past * 365 + floorDivide(past, 4) - floorDivide(past, 100) + floorDivide(past, 400)
}

/// The day in its year, from 0.
private func dayOfYear(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
  (1..<month).reduce(day - 1) { $0 + daysInMonth($1, of: year) }
}

private func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
  let quotient = dividend / divisor
  return dividend % divisor < 0 ? quotient - 1 : quotient
}

private func padded(_ number: Int64, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
