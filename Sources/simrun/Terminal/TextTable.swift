// Text in columns.

/// Rows of text whose columns line up.
struct TextTable {
  /// On which side a column's text stands.
  enum Alignment {
    case left
    case right
  }

  /// The cells, row after row; rows may have different lengths.
  var rows: [[String]]
  /// One a column; columns without one are aligned left.
  var alignments: [Alignment] = []
  /// The spaces between columns.
  var gap = "  "

  /// The lines, without spaces at their ends. Escape sequences for colour take no width.
  var lines: [String] {
    let widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
      rows.map { column < $0.count ? displayWidth(of: $0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = row.indices.map { padded(row[$0], to: widths[$0], alignment(of: $0)) }.joined(separator: gap)
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private func alignment(of column: Int) -> Alignment {
    column < alignments.count ? alignments[column] : .left
  }

  private func padded(_ text: String, to width: Int, _ alignment: Alignment) -> String {
    let spaces = String(repeating: " ", count: width - displayWidth(of: text))
    return alignment == .left ? text + spaces : spaces + text
  }
}

/// How many places a text takes on a terminal: its characters without escape sequences.
func displayWidth(of text: String) -> Int {
  var width = 0
  var isInEscape = false
  for character in text {
    if character == "\u{1B}" {
      isInEscape = true
    } else if isInEscape {
      isInEscape = !character.isLetter
    } else {
      width += 1
    }
  }
  return width
}
