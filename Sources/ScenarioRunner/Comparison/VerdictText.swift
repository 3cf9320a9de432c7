// What became of a checked scenario, in words and as JSON.

import SimEngine

extension CheckVerdict {
  /// What became of it, in one line.
  public var headline: String {
    if let failure { return "\(name): \(failure)" }
    let checks = failedChecks.first.map { "check failed: \($0.text)" }
    if isSame { return "\(name): \(checks ?? "the same")" }
    let written = isUpdated ? ", written anew" : ""
    guard let difference else { return "\(name): new\(written)" }
    return "\(name) differs\(written): \(difference.headline)"
  }

  /// All that is to be said of a scenario that is not as it was, with a line feed at the end.
  public var details: String {
    let failures = failure.map { "\($0)\n" } ?? ""
    let checks = failedChecks.map { "check failed: \($0.text)\n" }.joined()
    if isSame { return failures + checks }
    return failures + (difference.map(\.text) ?? "") + checks
  }

  /// The verdict for programs.
  public var json: JSONText {
    [
      "scenario": .string(path), "name": .string(name), "baseline": .string(baselinePath),
      "good": .bool(isGood), "updated": .bool(isUpdated),
      "failure": failure.map(JSONText.string) ?? .null,
      "failed_checks": .array(failedChecks.map(\.json)), "difference": difference?.json ?? .null,
    ]
  }
}
