// A real Slurm of one node on this machine, for a test: own ports, own keys, and nothing outside of one folder.

import Foundation

/// The daemons of a Slurm that is there as long as this object is.
final class OneNodeSlurm {
  /// What was missing, with the last lines of the daemons' logs.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private static let programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo"]

  /// Whether a cluster can be started here; what is in the way is printed.
  static let isUsable: Bool = {
    guard programs.allSatisfy({ path(of: $0) != nil }) else { return false }
    do {
      _ = try OneNodeSlurm()
      return true
    } catch {
      FileHandle.standardError.write(Data("Slurm is installed but does not start here: \(error)\n".utf8))
      return false
    }
  }()

  private let folder = Folder()
  private var daemons: [(process: Process, leash: Pipe)] = []

  /// Starts the daemons, and waits until the node takes jobs.
  init() throws {
    let node = ProcessInfo.processInfo.hostName.prefix { $0 != "." }
    folder.write("munge/key", (0..<1024).map { _ in UInt8.random(in: 0...255) })
    for name in ["state", "spool"] { folder.write("\(name)/.keep", "") }
    for (name, mode) in [("munge", 0o700), ("munge/key", 0o400), ("", 0o755)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder[name])
    }
    folder.write("slurm.conf", configuration(node: String(node)))
    try startDaemon(
      "munged --foreground --force --key-file=munge/key --socket='\(folder["munge/socket"])'"
        + " --pid-file='\(folder["munge/pid"])' --seed-file='\(folder["munge/seed"])'"
        + " --log-file='\(folder["munge/log"])'", log: "munged.log")
    try startDaemon("slurmctld -D -f slurm.conf", log: "slurmctld.log")
    try startDaemon("slurmd -D -f slurm.conf -N '\(node)'", log: "slurmd.log")
    let deadline = Date().addingTimeInterval(20)
    while try shell("sinfo --noheader --format=%T").trimmed != "idle" {
      if Date() > deadline {
        throw Failure(description: try shell("tail -n 5 *.log munge/log").output)
      }
      usleep(50_000)
    }
  }

  deinit {
    for daemon in daemons.reversed() {
      try? daemon.leash.fileHandleForWriting.close()
      daemon.process.waitUntilExit()
    }
  }

  /// The least that one node needs: no accounts, no limits, jobs told from others by the process tree.
  private func configuration(node: String) -> String {
    let user = NSUserName()
    return """
      ClusterName=simrun
      SlurmctldHost=\(node)(127.0.0.1)
      SlurmctldPort=\(Self.freePort())
      SlurmdPort=\(Self.freePort())
      SlurmUser=\(user)
      SlurmdUser=\(user)
      AuthType=auth/munge
      AuthInfo=socket=\(folder["munge/socket"])
      CredType=cred/munge
      StateSaveLocation=\(folder["state"])
      SlurmdSpoolDir=\(folder["spool"])
      SlurmctldPidFile=\(folder["slurmctld.pid"])
      SlurmdPidFile=\(folder["slurmd.pid"])
      ProctrackType=proctrack/linuxproc
      TaskPlugin=task/none
      SwitchType=switch/none
      MpiDefault=none
      SelectType=select/cons_tres
      SelectTypeParameters=CR_CPU
      SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
      AccountingStorageType=accounting_storage/none
      JobAcctGatherType=jobacct_gather/none
      JobCompType=jobcomp/none
      ReturnToService=2
      NodeName=\(node) NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
      PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP

      """
  }

  /// Starts a daemon that is killed as soon as a pipe is closed: by this object, or by the end of the tests.
  ///
  /// A gentler signal would not reach it, since what is started here begins with signals blocked.
  private func startDaemon(_ words: String, log: String) throws {
    let (guardian, leash) = (Process(), Pipe())
    guardian.executableURL = URL(filePath: "/bin/sh")
    guardian.arguments = [
      "-c", "PATH=$PATH:/usr/sbin; \(words) >\(log) 2>&1 </dev/null & read line; kill -KILL $!",
    ]
    guardian.currentDirectoryURL = URL(filePath: folder.path)
    guardian.standardInput = leash
    try guardian.run()
    daemons.append((guardian, leash))
  }

  /// Runs a line of shell whose Slurm is this one; what it printed, errors too.
  @discardableResult
  func shell(_ line: String, in place: Folder? = nil) throws -> (code: Int32, output: String, trimmed: String)
  {
    let (code, output) = try Repository.shell(
      "export SLURM_CONF='\(folder["slurm.conf"])'; \(line)", in: URL(filePath: (place ?? folder).path))
    return (code, output, output.filter { !$0.isWhitespace })
  }

  /// Waits until no job waits or runs.
  func waitForJobs() throws {
    let deadline = Date().addingTimeInterval(60)
    while try shell("squeue --noheader").output != "" {
      if Date() > deadline { throw Failure(description: try shell("squeue; tail -n 20 *.log").output) }
      usleep(50_000)
    }
  }

  private static func path(of program: String) -> String? {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map(String.init) ?? []
    return (folders + ["/usr/sbin"]).map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// A port on which nobody listens.
  private static func freePort() -> UInt16 {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutableBytes(of: &address) { bytes in
      let pointer = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
      guard let pointer, bind(listener, pointer, size) == 0 else { return 0 }
      getsockname(listener, pointer, &size)
      return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
    }
  }
}
