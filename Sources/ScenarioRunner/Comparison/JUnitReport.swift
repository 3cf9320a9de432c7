// The verdicts of a check as JUnit XML, which build servers show.

import SimEngine

/// Writes verdicts as JUnit XML: a test suite with a test case a scenario.
///
/// Times are left out, since they would differ from run to run.
/// - Source: the format that Jenkins reads, github.com/jenkinsci/xunit-plugin, junit-10.xsd.
public enum JUnitReport {
  /// The text; one verdict a test case, in the order given.
  public static func text(_ verdicts: [CheckVerdict]) -> String {
    let failures = verdicts.count { !$0.isGood && $0.failure == nil }
    let errors = verdicts.count { $0.failure != nil }
    let counts = "tests=\"\(verdicts.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
    let lines =
      [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites \(counts)>",
        "  <testsuite name=\"simrun check\" \(counts)>",
      ] + verdicts.flatMap(testCase) + ["  </testsuite>", "</testsuites>"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func testCase(_ verdict: CheckVerdict) -> [String] {
    let opening = "    <testcase name=\"\(escaped(verdict.name))\" classname=\"\(escaped(verdict.path))\""
    if verdict.isGood { return ["\(opening)/>"] }
    let element = verdict.failure == nil ? "failure" : "error"
    let kind = verdict.failure != nil ? "run" : verdict.isSame || verdict.isUpdated ? "check" : "difference"
    return [
      "\(opening)>",
      "      <\(element) message=\"\(escaped(verdict.headline))\" type=\"\(kind)\">"
        + "\(escaped(verdict.details))</\(element)>",
      "    </testcase>",
    ]
  }

  /// A text between tags or quotes. What XML cannot hold at all becomes a replacement character; in an attribute a bare
  /// line feed would be read as a space.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n", "\r", "\t": escaped += "&#\(scalar.value);"
      case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

/// The verdicts of a check as commands to GitHub's runner, which shows them beside the files.
///
/// - Source: docs.github.com, Workflow commands for GitHub Actions.
public enum GitHubCommands {
  /// A line for each scenario that is not as it should be.
  public static func text(_ verdicts: [CheckVerdict]) -> String {
    verdicts.filter { !$0.isGood }.map { verdict in
      "::error file=\(escapedProperty(verdict.path)),title=\(escapedProperty(verdict.headline))"
        + "::\(escaped(verdict.details))\n"
    }.joined()
  }

  /// The text of a message.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": escaped += "%25"
      case "\r": escaped += "%0D"
      case "\n": escaped += "%0A"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// The value of a property, in which colons and commas have a meaning too.
  static func escapedProperty(_ text: String) -> String {
    var property = ""
    for scalar in escaped(text).unicodeScalars {
      switch scalar {
      case ":": property += "%3A"
      case ",": property += "%2C"
      default: property.unicodeScalars.append(scalar)
      }
    }
    return property
  }
}
