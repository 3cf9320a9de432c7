// The hidden folders beside a result while it is being replaced, and who they belong to.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a result lies and what the folders beside it are called while it is replaced.
///
/// `.peg-shock.node7-4711.tmp` is the next content, being written by process 4711 of the machine node7;
/// `.peg-shock.node7-4711.old` is the former content, on its way out. Where such a name is still taken, by what could not be
/// removed, `.peg-shock.node7-4711-2.tmp` follows.
struct StagingNames {
  /// The folder that holds the result's folder, absolute and without links.
  let parent: String
  /// The name of the result's folder.
  let name: String
  /// Tells the names of one process apart, from 1.
  private var serial = 1

  /// The names for a result in a folder.
  init(parent: String, name: String) {
    self.parent = parent
    self.name = name
  }

  var target: String { "\(parent)/\(name)" }
  var incoming: String { "\(parent)/\(stem).tmp" }
  var outgoing: String { "\(parent)/\(stem).old" }
  private var stem: String { ".\(name).\(Self.host)-\(getpid())" + (serial == 1 ? "" : "-\(serial)") }

  /// Names that nothing in the parent has.
  func unused(among present: [String]) -> StagingNames {
    var names = self
    while present.contains("\(names.stem).tmp") || present.contains("\(names.stem).old") { names.serial += 1 }
    return names
  }

  /// The names, among those in the parent, of what a dead process of this machine left with the given ending.
  ///
  /// What this process itself left counts too: it has nothing under way when it asks. Processes of other machines, which
  /// may share the disk, are not ours to judge.
  func abandoned(_ ending: String, among names: [String]) -> [String] {
    let prefix = ".\(name).\(Self.host)-"
    return names.filter { candidate in
      guard candidate.hasPrefix(prefix), candidate.hasSuffix(ending) else { return false }
      let digits = candidate.dropFirst(prefix.count).dropLast(ending.count).prefix { $0 != "-" }
      guard let process = Int32(digits) else { return false }
      return process == getpid() || (process > 0 && kill(process, 0) != 0 && errno == ESRCH)
    }
  }

  /// The name of this machine.
  static let host: String = {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }()
}
