// A series as one line of text.

/// Draws series as bars of one character each.
enum Sparkline {
  private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let plainBars: [Character] = ["_", ".", ",", "-", "=", "+", "*", "#"]

  /// The series, its lowest value as the lowest bar and its highest as the highest.
  ///
  /// A series longer than the width is averaged over stretches of equal length. What was not observed is a space; a
  /// series that does not change is drawn at half height.
  /// - Parameters:
  ///   - values: In order of time; finite, or nil where nothing was observed.
  ///   - width: The most characters to draw, at least 1.
  ///   - isUnicode: Whether the terminal shows block characters; if not, ASCII stands for them.
  static func text(of values: [Double?], width: Int, isUnicode: Bool) -> String {
    let heights = averages(of: values, over: min(width, values.count))
    let observed = heights.compactMap(\.self)
    guard let lowest = observed.min(), let highest = observed.max() else {
      return String(repeating: " ", count: heights.count)
    }
    let bars = isUnicode ? bars : plainBars
    return String(
      heights.map { height in
        guard let height else { return " " }
        let share = highest > lowest ? (height - lowest) / (highest - lowest) : 0.5
        return bars[min(bars.count - 1, Int(share * Double(bars.count)))]
      })
  }

  /// The means of the observed values in stretches of equal length, nil where there is none.
  private static func averages(of values: [Double?], over stretches: Int) -> [Double?] {
    (0..<stretches).map { stretch in
      let bounds = stretch * values.count / stretches..<(stretch + 1) * values.count / stretches
      let observed = values[bounds].compactMap(\.self)
      return observed.isEmpty ? nil : observed.reduce(0, +) / Double(observed.count)
    }
  }
}
