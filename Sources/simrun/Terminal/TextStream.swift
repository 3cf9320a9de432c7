// Standard output and standard error, written so that a full disk is noticed and a closed pipe is not a disaster.

import ScenarioRunner

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An output stream of the command.
struct TextStream: Sendable {
  /// The name in error messages.
  let name: String
  let descriptor: Int32
  var fileSystem: any FileSystem = LocalFileSystem()

  static let output = TextStream(name: "standard output", descriptor: STDOUT_FILENO)
  static let error = TextStream(name: "standard error", descriptor: STDERR_FILENO)

  /// Writes all of the text.
  ///
  /// A reader that has gone away, as in `simrun ... | head -1`, wants no more: that is not an error.
  /// - Throws: `OutputError` (exit code 3) with the cause, such as a full disk.
  func write(_ text: String) throws(OutputError) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      do throws(SystemError) {
        rest = rest.dropFirst(try fileSystem.write(rest, to: descriptor))
      } catch {
        switch error.code {
        case EINTR: continue
        case EPIPE: return
        case EBADF: throw OutputError(.writing, "cannot write \(name): it is closed")
        default: throw OutputError(.writing, "cannot write \(name): \(error)")
        }
      }
    }
  }

  /// Gives standard streams that were closed, as by `simrun ... >&-`, a file that is nobody's.
  ///
  /// The next file that is opened would otherwise take the number of the stream, and get what is printed. What is
  /// printed on standard output is an answer, so that writing there fails as it would on the closed stream; what
  /// is said on standard error goes nowhere, since nobody is left to be told.
  static func openMissing() {
    let streams = [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
    for (descriptor, access) in streams where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is taken, which is this one.
      _ = open("/dev/null", access)
    }
  }

  /// Lets writing to a closed pipe or beyond a size limit be an error of the call instead of the end of the process.
  static func survivePipesAndLimits() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }
}
