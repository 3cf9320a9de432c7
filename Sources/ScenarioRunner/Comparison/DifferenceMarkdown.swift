// What differs between two results as a Markdown table and as JSON.

import SimEngine

extension ResultDifference {
  /// The difference as Markdown: a heading, a table with a row a file, and the fingerprints.
  public var markdown: String {
    let names = "`\(newPath)` and `\(oldPath)`"
    if isEmpty { return "### \(names) are the same\n" }
    var lines = ["### \(names) differ", ""]
    if !files.isEmpty {
      lines += ["| file | where | old | new | change | besides |", "|---|---|---|---|---:|---|"]
      lines += files.map(\.markdownRow)
      lines.append("")
    }
    if let sentence = fingerprintSentence { lines.append(sentence) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The difference for programs.
  public var json: JSONText {
    [
      "old": .string(oldPath), "new": .string(newPath), "same": .bool(isEmpty),
      "tolerance": tolerance.map(JSONText.real) ?? .null,
      "files": .array(files.map(\.json)),
      "fingerprints": .array(
        fingerprints.map { shift in
          [
            "name": .string(shift.name), "moved": .integer(Int128(shift.moved)),
            "runs": .integer(Int128(shift.runs)),
          ]
        }),
      "altered": .array(alteredPaths.map(JSONText.string)),
    ]
  }
}

extension FileDifference {
  fileprivate var markdownRow: String {
    let value = first.map { first in
      [
        first.place, first.old ?? "(empty)", first.new ?? "(empty)",
        first.relativeChange.map(RelativeChange.text) ?? "",
      ]
    }
    let others = valueCount > 1 ? ["\(valueCount - 1) more values differ"] : []
    let besides = (others + sentences.dropFirst(first == nil ? 0 : 1)).joined(separator: "; ")
    let cells = [name] + (value ?? ["", "", "", ""]) + [besides]
    return "| " + cells.map(Self.escaped).joined(separator: " | ") + " |"
  }

  /// A text in a cell of a table: no bars, no line feeds, no markup.
  private static func escaped(_ text: String) -> String {
    String(
      text.flatMap { character -> [Character] in
        switch character {
        case "|", "\\", "*", "_", "`", "<", "[": ["\\", character]
        case let character where character.isNewline: [" "]
        default: [character]
        }
      })
  }

  fileprivate var json: JSONText {
    [
      "file": .string(name), "kind": .string(kind.rawValue), "first": first?.json ?? .null,
      "values": .integer(Int128(valueCount)),
      "largest_change": largestChange.map(JSONText.real) ?? .null,
      "missing_columns": .array(missingColumns.map(JSONText.string)),
      "new_columns": .array(newColumns.map(JSONText.string)), "missing_rows": missingRows.json,
      "new_rows": newRows.json, "notes": .array(notes.filter { !$0.isEmpty }.map(JSONText.string)),
    ]
  }
}

extension ValueDifference {
  fileprivate var json: JSONText {
    let text = { (value: String?) in value.map(JSONText.string) ?? .null }
    return [
      "old_line": oldLine.map { .integer(Int128($0)) } ?? .null,
      "new_line": newLine.map { .integer(Int128($0)) } ?? .null, "row": .string(row),
      "column": .string(column), "old": text(old), "new": text(new),
      "relative_change": relativeChange.map(JSONText.real) ?? .null,
    ]
  }
}

extension RowList {
  fileprivate var json: JSONText {
    [
      "count": .integer(Int128(count)), "first_line": firstLine.map { .integer(Int128($0)) } ?? .null,
      "first": .string(first),
    ]
  }
}
