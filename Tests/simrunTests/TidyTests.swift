// What the sources must not contain, because results would then depend on the machine, the moment or the run.

import Foundation
import Testing

/// Something that lines of code must not contain.
///
/// A line that must all the same says why at its end: `// determinism-ok: reason`.
struct Ban: CustomTestStringConvertible, @unchecked Sendable {
  let testDescription: String
  let pattern: Regex<Substring>
  /// Texts of which every line that the pattern fits has one: looking for them first is a hundred times faster.
  let hints: [String]
  /// The folders in which it holds.
  let folders: [String]
  /// Lines that it must catch, and lines that it must not.
  let caught: [String]
  let allowed: [String]

  /// Whether a text may offend.
  func isHinted(at text: String) -> Bool { hints.contains { text.contains($0) } }

  /// Whether a line of code offends.
  func catches(_ line: String) -> Bool {
    guard isHinted(at: line), !line.contains(/\/\/ determinism-ok: \S/) else { return false }
    return Self.code(of: line).contains(pattern.wordBoundaryKind(.simple))
  }

  /// A line without its texts and its comment.
  private static func code(of line: String) -> String {
    line.replacing(/"(?:[^"\\]|\\.)*"/, with: "\"\"").replacing(/\/\/.*/, with: "")
  }
}

extension Ban {
  /// The modules that know nothing of the system.
  private static let pure = ["SimEngine", "ALPPool", "APRReserve", "AgentModels"].map { "Sources/\($0)" }
  private static let all = ["Sources"]

  static let bans = [
    Ban(
      testDescription: "the models and the engine import nothing but the engine",
      pattern: /\bimport\s+(?!SimEngine\b)\w.*/, hints: ["import"], folders: pure,
      caught: [
        "import Foundation", "public import Glibc", "@_exported import ALPPool", "internal import Dispatch",
        "import struct Foundation.Date",
      ],
      allowed: ["public import SimEngine", "/// What to import Foundation for.", "let important = 1"]),
    Ban(
      testDescription: "the models and the engine never look at a clock",
      pattern: /\bDate\(|\w*Clock\b|\bDispatch\w*Time\b|\bclock_gettime\b|\bgettimeofday\b/,
      hints: ["Date(", "Clock", "Dispatch", "clock_gettime", "gettimeofday"], folders: pure,
      caught: ["let now = Date()", "ContinuousClock.now", "SuspendingClock()", "DispatchTime.now()"],
      allowed: ["let clocks = 1", "let when = UpDate(1)", "let text = \"Date()\""]),
    Ban(
      testDescription: "the models and the engine run on one thread",
      pattern: /\bTask\s*[.{]|\bactor\s+\w|\bawait\b|\basync\b/,
      hints: ["Task", "actor", "await", "async"], folders: pure,
      caught: ["Task { run() }", "actor Counter {", "await run()", "Task.detached {"],
      allowed: ["let factor = 1", "tasks.append(1)"]),
    Ban(
      testDescription: "nothing is drawn but from the engine's own streams",
      pattern: /\bSystemRandom\w+|\.random(?:Element)?\(|\.shuffled?\(|\bUUID\(|\barc4random\w*|\bdrand48\b/,
      hints: ["SystemRandom", ".random", ".shuffle", "UUID", "arc4random", "drand48"], folders: all,
      caught: [
        "Int.random(in: 0..<3)", "list.shuffled()", "list.shuffle()", "UUID().uuidString",
        "SystemRandomNumberGenerator()", "Bool.random()",
      ],
      allowed: ["context.randomKey", "stream.uniform()"]),
    Ban(
      testDescription: "nothing depends on hashes and addresses, which differ from run to run",
      pattern: /\bHasher\b|\.hashValue\b|\bObjectIdentifier\(/,
      hints: ["Hasher", "hashValue", "ObjectIdentifier"], folders: all,
      caught: ["var hasher = Hasher()", "name.hashValue", "ObjectIdentifier(agent)"],
      allowed: ["struct Name: Hashable {", "let hash = SHA256.hexadecimal(of: bytes)"]),
    Ban(
      testDescription: "no dictionary's keys or values are gone through, whose order differs from run to run",
      pattern: /\bin\s+[\w.]+\.(?:keys|values)\b(?!\()/, hints: [".keys", ".values"], folders: all,
      caught: ["for name in balances.keys {", "for amount in self.balances.values {"],
      allowed: ["for name in balances.keys(of: 3) {", "let keys = names"]),
    Ban(
      testDescription: "what cannot go on says why, by an invariant",
      pattern: /\btry!|\bas!|\bfatalError\(|\bprecondition(?:Failure)?\(|\bassert(?:ionFailure)?\(/,
      hints: ["try!", "as!", "fatalError", "precondition", "assert"], folders: all,
      caught: ["try! run()", "x as! Int", "fatalError(\"no\")", "precondition(x)", "assert(x)"],
      allowed: ["if !isEmpty {", "invariant(x > 0, \"no\")", "try? run()", "let asserted = 1"]),
    Ban(
      testDescription: "no call reads or writes by the user's language, or reads leniently",
      pattern:
        /\bString\(format:|\bJSON(?:Serialization|Decoder|Encoder)\b|\b(?:Number|Date)Formatter\b|\blocalized\w+/,
      hints: ["String(format", "JSON", "Formatter", "localized"], folders: all,
      caught: ["String(format: \"%f\", x)", "JSONDecoder()", "NumberFormatter()", "a.localizedCompare(b)"],
      allowed: ["JSONReader.read(source)", "String(describing: 1)"]),
  ]

  /// The one place where a program may end on the spot.
  static let exemptFile = "Sources/SimEngine/Kernel/Invariant.swift"
}

@Suite("tidy sources")
struct TidyTests {
  /// The lines of a file.
  private func lines(of path: String) throws -> [String] {
    try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("a ban catches what it should and nothing else", arguments: Ban.bans)
  func bites(ban: Ban) {
    for line in ban.caught {
      #expect(ban.catches("  \(line)"), "\(line)")
      #expect(!ban.catches("\(line)  // determinism-ok: a test says so"))
      #expect(ban.catches("\(line)  // determinism-ok: "), "a reason is needed")
    }
    for line in ban.allowed { #expect(!ban.catches(line), "\(line)") }
  }

  @Test("no line offends", arguments: Ban.bans)
  func holds(ban: Ban) throws {
    let paths = ban.folders.flatMap { Repository.files(below: $0, ending: ".swift") }
    #expect(paths.count > 20)
    for path in paths where path != Ban.exemptFile {
      let lines = try lines(of: path)
      guard ban.isHinted(at: lines.joined(separator: "\n")) else { continue }
      for (index, line) in lines.enumerated() where ban.catches(line) {
        Issue.record("\(path):\(index + 1): \(line)")
      }
    }
  }

  @Test("nothing is left for later")
  func comments() throws {
    for path in Repository.files(below: "Sources", ending: ".swift") {
      for (index, line) in try lines(of: path).enumerated()
      where ["TODO", "FIXME"].contains(where: { line.contains($0) }) {
        Issue.record("\(path):\(index + 1): \(line)")
      }
    }
  }

  @Test("a file begins with a sentence on what it is, and ends within 500 lines")
  func files() throws {
    for folder in ["Sources", "Tests", "Benchmarks/Sources", "Examples"] {
      let paths = Repository.files(below: folder, ending: ".swift")
      #expect(!paths.isEmpty, "\(folder)")
      for path in paths where !path.hasSuffix("Package.swift") {
        let lines = try lines(of: path)
        #expect(lines.count <= 501, "\(path) has \(lines.count - 1) lines")
        let heading = lines.prefix { $0.hasPrefix("// ") }
        #expect(heading.last?.hasSuffix(".") == true, "\(path) begins with \(lines[0])")
      }
    }
  }
}
