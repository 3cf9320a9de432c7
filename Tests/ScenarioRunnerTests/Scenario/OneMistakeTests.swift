// One mistake in a scenario gives one error, wherever it is made.

import Foundation
import Testing

@testable import ScenarioRunner

private let baselinePath = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../../../scenarios/peg-shock.json").standardizedFileURL.path

/// The errors of the baseline after a change to its tree.
private func errors(after change: (JSONNode) -> JSONNode) throws -> [Diagnostic] {
  let loaded = try ScenarioLoader().load(baselinePath)
  let changed = LoadedScenario(tree: change(loaded.tree), diagnostics: loaded.diagnostics)
  do throws(ScenarioError) {
    _ = try Scenario.read(changed, .standard)
    return []
  } catch {
    return error.diagnostics
  }
}

/// The paths of all values in a tree that are not objects.
private func leaves(of node: JSONNode) -> [[String]] {
  guard let members = node.members else { return [[]] }
  return members.flatMap { member in leaves(of: member.value).map { [member.key] + $0 } }
}

extension JSONNode {
  /// The tree with the member of a path replaced, or taken out where the change gives nil.
  fileprivate func changing(_ path: [String], _ change: (JSONMember) -> JSONMember?) -> JSONNode {
    let members = (members ?? []).compactMap { member -> JSONMember? in
      if member.key != path[0] { return member }
      if path.count == 1 { return change(member) }
      var member = member
      member.value = member.value.changing(Array(path.dropFirst()), change)
      return member
    }
    return JSONNode(.object(members), at: span)
  }
}

@Suite("One mistake, one error")
struct OneMistakeTests {
  private var paths: [[String]] {
    get throws { leaves(of: try ScenarioLoader().load(baselinePath).tree) }
  }

  @Test("the baseline has no error")
  func baseline() throws {
    #expect(try errors { $0 }.isEmpty)
  }

  @Test("a value of the wrong kind gives one error, at its place")
  func wrongKind() throws {
    for path in try paths {
      let found = try errors { tree in
        tree.changing(path) {
          JSONMember(key: $0.key, keySpan: $0.keySpan, value: JSONNode(.array([]), at: $0.value.span))
        }
      }
      #expect(found.count == 1, "\(path): \(found.map(\.message))")
      #expect(found.first?.message.contains(path.joined(separator: ".")) == true, "\(path)")
    }
  }

  @Test("a misspelt key gives an error with a suggestion, and at most one more: the key that is missing now")
  func misspelt() throws {
    for path in try paths where !["points", "ranks"].contains(path.dropLast().last) {
      let found = try errors { tree in
        tree.changing(path) { JSONMember(key: $0.key + "z", keySpan: $0.keySpan, value: $0.value) }
      }
      let name = path[path.count - 1]
      let unknown = found.filter { $0.message == "unknown key \"\(name)z\"" }
      let missing = found.filter { $0.message.hasPrefix("missing key \"\(name)\"") }
      #expect(
        unknown.count + missing.count == found.count && !found.isEmpty, "\(path): \(found.map(\.message))")
      #expect(unknown.allSatisfy { $0.help?.hasPrefix("did you mean \"") == true }, "\(path)")
    }
  }

  @Test("a key left out gives one error if it is needed and none if it is not")
  func leftOut() throws {
    for path in try paths {
      let found = try errors { $0.changing(path) { _ in nil } }
      #expect(found.count <= 1, "\(path): \(found.map(\.message))")
    }
  }
}
