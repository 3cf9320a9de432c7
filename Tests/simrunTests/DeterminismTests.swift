// One scenario, one result: the same bytes however and wherever the program runs.

import Foundation
import Testing

@Suite("determinism of the command")
struct DeterminismTests {
  private let folder = Folder(["a.json": smallScenario])

  /// The files of a run of the small scenario with some more words.
  private func result(
    _ words: String..., scenario: String = "a.json", in place: Folder? = nil,
    environment: [String: String] = [:]
  ) throws -> [String: Data] {
    let place = place ?? folder
    let name = "out-\(UInt32.random(in: 0 ... .max))"
    let outcome = try Simrun.start(
      [scenario, "-q", "-o", name] + words, in: place, environment: environment
    ).wait()
    #expect(outcome == .init(code: 0, output: "", error: ""))
    let contents = place.contents(name)
    #expect(contents.count >= 8)
    return contents
  }

  @Test("V4: run twice, from another folder, and without fused multiplication")
  func again() throws {
    let first = try result()
    #expect(try result() == first)
    #expect(try result(scenario: folder["a.json"], in: Folder()) == first)
    let plain = ["GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4"]
    #expect(try result(environment: plain) == first)
    #expect(try result(environment: ["LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Tokyo"]) == first)
  }

  @Test("V4: three replications on one worker, on two and on many")
  func workers() throws {
    let one = try result("--replications", "3", "-j", "1")
    #expect(try result("--replications", "3", "-j", "2") == one)
    #expect(try result("--replications", "3", "-j", "64") == one)
    #expect(one["runs.csv"] != nil)
  }

  @Test("V4: the tables and fingerprints do not depend on the order of the keys")
  func reordered() throws {
    let groups = try Self.members(of: smallScenario).reversed().map { group in
      // One level below is enough, which leaves the points of a path in the order of time.
      guard group.value.hasPrefix("{") else { return group }
      let inner = try Self.members(of: group.value).reversed().map { "\"\($0.key)\": \($0.value)" }
      return (key: group.key, value: "{ \(inner.joined(separator: ", ")) }")
    }
    folder.write(
      "b.json", "{ \(groups.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ",\n")) }")
    let first = try result()
    let other = try result(scenario: "b.json")
    #expect(first["run.json"] != other["run.json"], "the scenario is kept as it was written")
    for (name, bytes) in first where name.hasSuffix(".csv") { #expect(other[name] == bytes, "\(name)") }
    #expect(try fingerprints(first) == fingerprints(other))
  }

  /// The keys of a JSON object with the texts of their values, in order.
  private static func members(of text: String) throws -> [(key: String, value: String)] {
    var members: [(key: String, value: String)] = []
    var (depth, isQuoted, item) = (0, false, "")
    func close() {
      guard let colon = item.firstIndex(of: ":") else { return }
      let key = item[..<colon].filter { $0 != "\"" && !$0.isWhitespace }
      let value = item[item.index(after: colon)...]
      members.append((String(key), value.trimmingCharacters(in: .whitespacesAndNewlines)))
      item = ""
    }
    for character in text {
      if character == "\"" { isQuoted.toggle() }
      if !isQuoted, character == "{" || character == "[" { depth += 1 }
      if !isQuoted, character == "}" || character == "]" { depth -= 1 }
      if depth == 1, !isQuoted, character == "," {
        close()
      } else if depth > 1 || depth == 1 && !(character == "{" && item.isEmpty) {
        item.append(character)
      }
    }
    close()
    return members
  }

  private func fingerprints(_ result: [String: Data]) throws -> [String: String] {
    let record = try JSONSerialization.jsonObject(with: result["run.json"] ?? Data()) as? [String: Any]
    let run = (record?["runs"] as? [[String: Any]])?.first
    return try #require(run?["fingerprints"] as? [String: String])
  }

  @Test("SHA256SUMS holds for every file but the list itself and where the result comes from")
  func checksums() throws {
    _ = try Simrun.run("a.json", "-q", in: folder)
    let outcome = try Simrun.shell(
      "cd results/small && (sha256sum -c SHA256SUMS || shasum -a 256 -c SHA256SUMS) && wc -l <SHA256SUMS && ls | wc -l",
      in: folder)
    #expect(outcome.code == 0, "\(outcome)")
    let counts = outcome.output.split(separator: "\n").suffix(2).compactMap { Int($0.filter(\.isNumber)) }
    #expect(counts.count == 2 && counts[0] == counts[1] - 2)
  }

  // MARK: What depends on what

  @Test("V4: another seed changes the draws, and nothing that is written stays the same by chance")
  func seed() throws {
    let first = try result()
    let other = try result("--seed", "8")
    #expect(try fingerprints(first)["exogenous"] != fingerprints(other)["exogenous"])
    #expect(first["peg.csv"] != other["peg.csv"])
    #expect(try result("--set", "seed=8") == other)
  }

  @Test("V4: a reward of nothing leaves what comes from outside as it was, and pays nobody")
  func noReward() throws {
    let paid = try result()
    let unpaid = try result("--set", "alp.reward=0 NBT/min")
    let (before, after) = (try fingerprints(paid), try fingerprints(unpaid))
    #expect(before["exogenous"] == after["exogenous"])
    #expect(before["metrics"] != after["metrics"])
    let rows = { (result: [String: Data]) in
      String(decoding: result["payouts.csv"] ?? Data(), as: UTF8.self).split(separator: "\n").count
    }
    #expect(rows(paid) > 1 && rows(unpaid) == 1)
  }

  @Test("it runs without the pool, without the reserve, and without either")
  func mechanismsOff() throws {
    let both = try fingerprints(try result())
    for words in [["alp=null"], ["apr=null"], ["alp=null", "apr=null"]] {
      let outcome = try Simrun.start(
        ["a.json", "-o", "off"] + words.flatMap { ["--set", $0] }, in: folder
      ).wait()
      #expect(outcome.code == 0 && outcome.error == "", "\(words): \(outcome.error)")
      let without = try fingerprints(folder.contents("off"))
      // The arbitrageur, who draws too, needs a reserve.
      #expect((without["exogenous"] == both["exogenous"]) == (words == ["alp=null"]), "\(words)")
      #expect(without["events"] != both["events"], "\(words)")
      #expect(outcome.output.contains("The pool credited") != words.contains("alp=null"))
      #expect(outcome.output.contains("The reserve nbt-eth") != words.contains("apr=null"))
    }
  }

  @Test("the baseline's first hours, with both sales in them")
  func baseline() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../scenarios/peg-shock.json").standardizedFileURL.path
    let isExtensive = ProcessInfo.processInfo.environment["SIMRUN_EXTENSIVE"] != nil
    let words = [
      "--set", isExtensive ? "horizon=2d" : "horizon=3h", "--set", "shocks.first-sale.at=30min",
      "--set", "shocks.second-sale.at=1h", "--set", "metrics={\"every\":\"10min\",\"tables\":null}",
    ]
    let run = { (more: [String], environment: [String: String]) in
      try Simrun.start([path, "-q", "-o", "base"] + words + more, in: folder, environment: environment).wait()
    }
    #expect(try run(["--replications", "2", "-j", "1"], [:]).code == 0)
    let first = folder.contents("base")
    #expect(
      try run(["--replications", "2", "-j", "2"], ["GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4"])
        .code == 0)
    #expect(first.count >= 8 && folder.contents("base") == first)
  }
}
