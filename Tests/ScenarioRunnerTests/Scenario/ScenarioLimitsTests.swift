// Every limit of the reader, one below it, at it and one above.

import Testing

@testable import ScenarioRunner

@Suite("Scenario limits")
struct ScenarioLimitsTests {
  /// The message of the error that a text gives, nil if it is accepted.
  private func complaint(_ text: String) -> String? {
    do throws(Diagnostic) {
      _ = try JSONReader.read(SourceText(name: "t.json", text: text))
      return nil
    } catch { return error.message }
  }

  /// What is said one below a limit, at it and one above.
  private func complaints(around limit: Int, _ text: (Int) -> String) -> [String?] {
    [limit - 1, limit, limit + 1].map { complaint(text($0)) }
  }

  @Test("a text may have 1 MiB")
  func fileBytes() {
    let complaints = complaints(around: 1_048_576) { "1" + String(repeating: " ", count: $0 - 1) }
    #expect(complaints == [nil, nil, "t.json is larger than 1 MiB"])
  }

  @Test("brackets may be 64 deep")
  func depth() {
    let complaints = complaints(around: 64) {
      String(repeating: "[", count: $0) + String(repeating: "]", count: $0)
    }
    #expect(complaints == [nil, nil, "more than 64 levels of brackets"])
  }

  @Test("a string or key may have 4,096 bytes, counted after its escapes are resolved")
  func stringBytes() {
    let message = "a string longer than 4096 bytes"
    func plain(_ count: Int) -> String { "\"" + String(repeating: "x", count: count) + "\"" }
    #expect(complaints(around: 4_096, plain) == [nil, nil, message])
    #expect(complaints(around: 4_096) { "{\(plain($0)): 1}" } == [nil, nil, message])
    #expect(
      complaints(around: 2_048) { "\"" + String(repeating: "\\u00e9", count: $0) + "\"" } == [
        nil, nil, message,
      ])
  }

  @Test("a number may have 1,024 characters")
  func numberBytes() {
    let complaints = complaints(around: 1_024) { "0." + String(repeating: "1", count: $0 - 2) }
    #expect(complaints == [nil, nil, "a number longer than 1024 characters"])
  }

  @Test("an array may have 100,000 elements and an object as many keys")
  func elements() {
    let arrays = complaints(around: 100_000) { "[0" + String(repeating: ",0", count: $0 - 1) + "]" }
    #expect(arrays == [nil, nil, "more than 100000 elements"])
    let objects = complaints(around: 100_000) {
      "{\"\":0" + String(repeating: ",\"\":0", count: $0 - 1) + "}"
    }
    #expect(objects == [nil, nil, "more than 100000 keys"])
  }

  @Test("a hundred errors are listed and the rest are counted")
  func listedErrors() {
    for (count, unlisted) in [(99, 0), (100, 0), (101, 1), (250, 150)] {
      let diagnostics = Diagnostics()
      for _ in 0..<count { diagnostics.report(Diagnostic("x")) }
      #expect(throws: ScenarioError.self) { try diagnostics.check() }
      do throws(ScenarioError) { try diagnostics.check() } catch {
        #expect(error.diagnostics.count == count - unlisted)
        #expect(error.unlistedCount == unlisted)
        #expect(error.description.contains("and \(unlisted) more") == (unlisted > 0))
      }
    }
  }
}
