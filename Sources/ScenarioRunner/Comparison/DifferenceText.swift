// What differs between two results, in words for people.

import SimEngine

extension ResultDifference {
  /// The difference as lines of text, or that there is none.
  public var text: String {
    if isEmpty { return "\(newPath) is the same as \(oldPath)\n" + noteLines }
    let heading =
      files.isEmpty
      ? "\(newPath) differs from \(oldPath) in fingerprints only:"
      : "\(newPath) differs from \(oldPath) in \(files.count) of \(fileCount) files:"
    let blocks = files.map { file in
      ["  \(file.name)"] + file.sentences.map { "    \($0)" }
    }
    let prints = fingerprintSentence.map { ["  \($0)"] } ?? []
    return ([heading] + blocks.flatMap(\.self) + prints).joined(separator: "\n") + "\n" + noteLines
  }

  /// The first thing that differs, in one line: "summary.csv line 3, metric alp.paid_nbt, column mean: 1.0 -> 2.0 (+100.0 %)".
  public var headline: String {
    guard let file = files.first else { return fingerprintSentence ?? "nothing differs" }
    let sentence = file.sentences.first ?? ""
    return file.first == nil ? "\(file.name): \(sentence)" : "\(file.name) \(sentence)"
  }

  /// Which fingerprints moved, where any did.
  var fingerprintSentence: String? {
    let moved = fingerprints.filter { $0.moved > 0 }
    guard !moved.isEmpty else {
      return files.isEmpty || fingerprints.allSatisfy { $0.runs == 0 } ? nil : "fingerprints: none moved"
    }
    let kept = fingerprints.filter { $0.moved == 0 }
    let names = moved.map { shift in
      shift.runs == 1 ? shift.name : "\(shift.name) in \(shift.moved) of \(shift.runs) runs"
    }
    return "fingerprints: \(listed(names)) moved"
      + (kept.isEmpty ? "" : "; \(listed(kept.map(\.name))) did not")
  }

  private var noteLines: String {
    alteredPaths.map { "note: \($0) is not what its SHA256SUMS says; it was changed after it was written\n" }
      .joined()
  }
}

extension FileDifference {
  /// What differs, one sentence a line, the first value first.
  var sentences: [String] {
    switch kind {
    case .missing: return ["is missing in the new result"]
    case .new: return ["is only in the new result"]
    case .changed: break
    }
    var sentences = first.map { [$0.sentence + more] } ?? []
    if !missingColumns.isEmpty {
      sentences.append("missing columns: \(missingColumns.joined(separator: ", "))")
    }
    if !newColumns.isEmpty { sentences.append("new columns: \(newColumns.joined(separator: ", "))") }
    if let text = missingRows.text { sentences.append("\(text) missing\(missingRows.place)") }
    if let text = newRows.text { sentences.append("\(text) new\(newRows.place)") }
    return sentences + notes.filter { !$0.isEmpty }
  }

  private var more: String {
    guard valueCount > 1 else { return "" }
    let noun = first.map { $0.row.isEmpty && $0.column.isEmpty } == true ? "line" : "value"
    let others =
      valueCount == 2 ? "; 1 more \(noun) differs" : "; \(valueCount - 1) more \(noun)s differ"
    return others + (largestChange.map { ", the largest change is \(RelativeChange.text($0))" } ?? "")
  }
}

extension ValueDifference {
  /// "line 3, metric alp.paid_nbt, column mean".
  var place: String {
    let line =
      switch (oldLine, newLine) {
      case (let old?, let new?): old == new ? "line \(old)" : "line \(old) (now \(new))"
      case (let old?, nil): "line \(old)"
      case (nil, let new?): "line \(new) (new)"
      case (nil, nil): ""
      }
    return [line, row, column.isEmpty ? "" : "column \(column)"].filter { !$0.isEmpty }
      .joined(separator: ", ")
  }

  /// The place with both values.
  var sentence: String {
    "\(place): \(old ?? "(empty)") -> \(new ?? "(empty)")"
      + (relativeChange.map { " (\(RelativeChange.text($0)))" } ?? "")
  }
}

extension RowList {
  /// "1 row is", "3 rows are"; nil for none.
  fileprivate var text: String? { count == 0 ? nil : count == 1 ? "1 row is" : "\(count) rows are" }

  fileprivate var place: String {
    let line = firstLine.map { ", the first at line \($0)" } ?? ""
    return first.isEmpty ? line : "\(line): \(first)"
  }
}

/// Words as a list: "a, b and c".
private func listed(_ words: [String]) -> String {
  guard words.count > 1, let last = words.last else { return words.first ?? "" }
  return "\(words.dropLast().joined(separator: ", ")) and \(last)"
}
