// Counts and times in the form in which people read them.

/// Numbers for the eye: three digits that count, and a unit.
enum Readable {
  /// A count: "999", "12.3 k", "4.56 M".
  static func count(_ value: Double) -> String {
    let units = ["", " k", " M", " G", " T"]
    var scaled = value
    var unit = 0
    while scaled >= 999.5, unit + 1 < units.count {
      scaled /= 1_000
      unit += 1
    }
    return (unit == 0 ? rounded(scaled, places: 0) : threeDigits(scaled)) + units[unit]
  }

  /// A span of time: "4.2 s", "42 s", "3 min 20 s", "2 h 5 min", "3 d 4 h".
  static func span(seconds: Double) -> String {
    if seconds < 9.95 { return rounded(seconds, places: 1) + " s" }
    let whole = Int(min(seconds, 1e15).rounded())
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3_600: return joined(whole / 60, "min", whole % 60, "s")
    case ..<86_400: return joined(whole / 3_600, "h", whole % 3_600 / 60, "min")
    default: return joined(whole / 86_400, "d", whole % 86_400 / 3_600, "h")
    }
  }

  /// "2 d 3 h"; a second part of nothing is left out.
  private static func joined(_ large: Int, _ largeUnit: String, _ small: Int, _ smallUnit: String) -> String {
    small == 0 ? "\(large) \(largeUnit)" : "\(large) \(largeUnit) \(small) \(smallUnit)"
  }

  /// How much simulated time passes in a second: "3.1 d/s".
  static func pace(simulatedSecondsPerSecond: Double) -> String {
    let units = [(86_400.0, "d"), (3_600, "h"), (60, "min")]
    let (size, name) = units.first { simulatedSecondsPerSecond >= $0.0 } ?? (1, "s")
    return "\(threeDigits(simulatedSecondsPerSecond / size)) \(name)/s"
  }

  /// Three digits that count below a thousand, all digits above.
  private static func threeDigits(_ value: Double) -> String {
    rounded(value, places: value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
  }

  /// A number from 0 to 1e15 with that many digits after the point, halves rounded up.
  static func rounded(_ value: Double, places: Int) -> String {
    let scale = [1, 10, 100, 1_000][places]
    let units = Int((min(value, 1e15) * Double(scale)).rounded())
    guard places > 0 else { return "\(units)" }
    let fraction = "\(units % scale)"
    return "\(units / scale)." + String(repeating: "0", count: places - fraction.count) + fraction
  }
}
