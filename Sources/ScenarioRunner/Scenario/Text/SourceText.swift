// Where a value was written: the text of a file or of an argument, and places in it.

/// A text that scenario values come from.
public final class SourceText: Sendable {
  /// What kind of text it is, which decides how a place in it is called.
  public enum Origin: Hashable, Sendable {
    /// A file, or standard input: `peg-shock.json:3:14`.
    case file
    /// What follows an option on the command line: `--set, column 12`.
    case argument
  }

  /// What the user calls it: a path as it was given, or the option.
  public let name: String
  /// What kind of text it is.
  public let origin: Origin
  /// The text, not necessarily valid UTF-8.
  public let bytes: [UInt8]
  /// The rank in which errors of several sources are listed; lower first.
  public let order: Int

  /// A text to read values from.
  public init(name: String, origin: Origin = .file, bytes: [UInt8], order: Int = 0) {
    self.name = name
    self.origin = origin
    self.bytes = bytes
    self.order = order
  }

  /// A text to read values from.
  public convenience init(name: String, origin: Origin = .file, text: String, order: Int = 0) {
    self.init(name: name, origin: origin, bytes: Array(text.utf8), order: order)
  }

  /// The place between two byte offsets.
  public func span(_ range: Range<Int>) -> SourceSpan { SourceSpan(source: self, range: range) }
}

extension SourceText {
  /// The bytes with which some programs begin a text in UTF-8.
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Makes sure that the text is UTF-8.
  /// - Throws: The place of the first byte that does not belong there.
  func checkUTF8(from start: Int = 0) throws(Diagnostic) {
    if bytes[start...].allSatisfy({ $0 < 0x80 }) { return }
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes[start...].makeIterator()
    var place = start
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): place += scalar.count
      case .emptyInput: return
      case .error:
        throw Diagnostic(
          "this is not UTF-8 text: the byte 0x\(String(bytes[place], radix: 16)) is out of place",
          at: span(place..<place + 1), help: "save the file as UTF-8")
      }
    }
  }
}

/// A stretch of a source.
public struct SourceSpan: Sendable {
  /// The text in which it lies.
  public let source: SourceText
  /// The bytes it covers; empty at the end of the text.
  public let range: Range<Int>

  /// The line of its first byte, from 1; lines end with a line feed.
  public var line: Int { 1 + source.bytes[..<range.lowerBound].count { $0 == 0x0A } }

  /// The column of its first byte in characters (Unicode scalars), from 1.
  public var column: Int { 1 + source.bytes[lineStart..<range.lowerBound].count { isScalarStart($0) } }

  /// How a message names the place: "peg-shock.json:3:14", or "--set, column 12".
  public var location: String {
    switch source.origin {
    case .file: "\(source.name):\(line):\(column)"
    case .argument: "\(source.name), column \(column)"
    }
  }

  /// Byte offset at which the line of its first byte begins.
  var lineStart: Int {
    source.bytes[..<range.lowerBound].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
  }
}

extension SourceSpan {
  /// The line that holds the place, cut to a screen's width, and below it the white space that leads to the place.
  func excerpt() -> (line: String, indentation: String) {
    let bytes = source.bytes
    let start = range.lowerBound
    // No further than can be shown: a file may be one line of a mebibyte.
    let lookAhead = bytes[start...].prefix(4 * (excerptBefore + excerptAfter))
    let lineEnd = lookAhead.firstIndex(of: 0x0A) ?? lookAhead.endIndex
    let isShort = lineEnd - lineStart <= excerptBefore + excerptAfter
    let first = isShort ? lineStart : index(start, movedBy: -excerptBefore, within: lineStart..<lineEnd)
    let last = isShort ? lineEnd : index(start, movedBy: excerptAfter, within: lineStart..<lineEnd)

    let before = (first > lineStart ? "..." : "") + printable(bytes[first..<start])
    let after = printable(bytes[start..<last]) + (last < lineEnd ? "..." : "")
    // A tab stays a tab, so that the caret stands below its character however wide the terminal makes tabs.
    return (before + after, String(before.map { $0 == "\t" ? "\t" : " " }))
  }

  /// The offset a number of scalars further on (or back), stopped at the ends of a range.
  private func index(_ offset: Int, movedBy scalars: Int, within limits: Range<Int>) -> Int {
    var offset = offset
    var left = scalars.magnitude
    let step = scalars.signum()
    while left > 0, step < 0 ? offset > limits.lowerBound : offset < limits.upperBound {
      offset += step
      if offset == limits.upperBound || isScalarStart(source.bytes[offset]) { left -= 1 }
    }
    return offset
  }
}

/// Characters shown before and after a place in a long line.
private let excerptBefore = 60
private let excerptAfter = 40

/// Whether a byte begins a scalar in UTF-8 rather than continuing one.
private func isScalarStart(_ byte: UInt8) -> Bool { byte & 0b1100_0000 != 0b1000_0000 }

/// Text for a terminal: control characters, which could move its cursor, become a replacement character.
func printable(_ bytes: some Collection<UInt8>) -> String {
  var text = ""
  for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars where scalar != "\r" {
    let isControl = scalar.properties.generalCategory == .control && scalar != "\t"
    text.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
  }
  return text
}
