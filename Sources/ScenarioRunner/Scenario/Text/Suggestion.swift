// "Did you mean": the nearest of the words that would have been right.

/// The candidate that is the fewest slips away from a word, or nil when none is near; of equals one with the same letters
/// before others, and then the first.
///
/// A slip is a character too many, too few or different, or two neighbours swapped. Near means at most one slip for
/// every three characters.
/// - Complexity: O(candidates x length²); words and candidates longer than `ScenarioLimits.nameLength` are passed over.
public func nearest(to word: String, among candidates: [String]) -> String? {
  let letters = Array(word.lowercased().unicodeScalars)
  guard letters.count <= ScenarioLimits.nameLength else { return nil }
  var best: (slips: Int, otherLetters: Int, candidate: String)?
  for candidate in candidates {
    let other = Array(candidate.lowercased().unicodeScalars)
    let allowed = max(1, max(letters.count, other.count) / 3)
    guard other.count <= ScenarioLimits.nameLength else { continue }
    guard abs(other.count - letters.count) <= allowed else { continue }
    let slips = slips(between: letters, and: other)
    let otherLetters = letters.sorted() == other.sorted() ? 0 : 1
    if slips <= allowed, (slips, otherLetters) < (best?.slips ?? .max, best?.otherLetters ?? 0) {
      best = (slips, otherLetters, candidate)
    }
  }
  return best?.candidate
}

/// The help line for a word that is none of the candidates: the nearest one, or what there is to choose from.
func suggestion(for word: String, among candidates: [String]) -> String? {
  if let nearest = nearest(to: word, among: candidates) { return "did you mean \(quoted(nearest))?" }
  if candidates.isEmpty || candidates.count > 30 { return nil }
  return "known here: \(candidates.map(quoted).joined(separator: ", "))"
}

/// The least number of slips that lead from one word to the other (optimal string alignment distance).
private func slips(between left: [Unicode.Scalar], and right: [Unicode.Scalar]) -> Int {
  var twoBack: [Int] = []
  var oneBack = Array(0...right.count)
  for (row, letter) in left.enumerated() {
    var current = [row + 1]
    for (column, other) in right.enumerated() {
      var least = min(oneBack[column + 1], current[column]) + 1
      least = min(least, oneBack[column] + (letter == other ? 0 : 1))
      if row > 0, column > 0, letter == right[column - 1], other == left[row - 1] {
        least = min(least, twoBack[column - 1] + 1)
      }
      current.append(least)
    }
    (twoBack, oneBack) = (oneBack, current)
  }
  return oneBack[right.count]
}

/// A word in quotes as a message shows it: control characters replaced, cut after 60 characters.
func quoted(_ word: String) -> String {
  let shown = printable(word.utf8)
  return shown.unicodeScalars.count <= 60 ? "\"\(shown)\"" : "\"\(shown.prefix(57))...\""
}

/// Words as a message lists them: "a", "b" or "c".
public func alternatives(_ words: [String]) -> String {
  let words = words.map(quoted)
  guard words.count > 1, let last = words.last else { return words.first ?? "nothing" }
  return "\(words.dropLast().joined(separator: ", ")) or \(last)"
}
