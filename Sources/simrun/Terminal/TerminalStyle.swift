// What an output stream can show: colour, block characters, a line that is rewritten.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How text may look on one output stream.
struct TerminalStyle: Sendable {
  /// Whether the stream ends at a terminal that understands escape sequences.
  let isAnimated: Bool
  let usesColor: Bool
  /// Whether the locale says that text is UTF-8.
  let usesUnicode: Bool
  /// How many characters fit on a line.
  let columns: Int

  /// The style of a stream by what it is connected to and what the environment says.
  ///
  /// Colour and animation need a terminal other than TERM=dumb; NO_COLOR, if not empty, and `allowsColor` switch
  /// colour off (no-color.org).
  init(
    isTerminal: Bool, columns: Int = 80, allowsColor: Bool = true,
    environment: (String) -> String? = environmentVariable
  ) {
    isAnimated = isTerminal && environment("TERM") != "dumb"
    usesColor = isAnimated && allowsColor && (environment("NO_COLOR") ?? "").isEmpty
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty } ?? ""
    let letters = locale.uppercased().filter { $0 != "-" }
    usesUnicode = letters.contains("UTF8")
    self.columns = columns
  }

  /// The style of an open stream.
  init(descriptor: Int32, allowsColor: Bool) {
    var size = winsize()
    let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    self.init(
      isTerminal: isatty(descriptor) == 1, columns: isKnown ? Int(size.ws_col) : 80, allowsColor: allowsColor)
  }

  /// The text in bold letters, where colour may be used.
  func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}

/// The value of an environment variable.
func environmentVariable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
