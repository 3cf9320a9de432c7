// What the terminal shows: style, progress, sparklines, tables, streams and signals.

import Foundation
import ScenarioRunner
import Testing

@testable import simrun

@Suite("terminal")
struct TerminalTests {
  private func style(
    _ environment: [String: String], isTerminal: Bool = true, allowsColor: Bool = true
  ) -> TerminalStyle {
    TerminalStyle(isTerminal: isTerminal, allowsColor: allowsColor) { environment[$0] }
  }

  // MARK: Style

  @Test("colour needs a terminal that is not dumb, no NO_COLOR and no --no-color")
  func color() {
    #expect(style([:]).bold("no") == "\u{1B}[1mno\u{1B}[0m")
    #expect(style(["NO_COLOR": ""]).usesColor, "an empty NO_COLOR says nothing")
    #expect(style(["NO_COLOR": "1"]).bold("no") == "no")
    #expect(style(["NO_COLOR": "1"]).isAnimated, "NO_COLOR is about colour only")
    #expect(!style([:], allowsColor: false).usesColor)
    #expect(!style(["TERM": "dumb"]).usesColor && !style(["TERM": "dumb"]).isAnimated)
    #expect(!style([:], isTerminal: false).usesColor && !style([:], isTerminal: false).isAnimated)
  }

  @Test("the first locale variable that is set decides about block characters")
  func unicode() {
    #expect(style(["LANG": "de_DE.UTF-8"]).usesUnicode)
    #expect(style(["LC_ALL": "", "LC_CTYPE": "C.utf8"]).usesUnicode)
    #expect(!style(["LC_ALL": "C", "LANG": "en_US.UTF-8"]).usesUnicode)
    #expect(!style([:]).usesUnicode)
  }

  // MARK: Numbers

  @Test("counts, spans and paces are short")
  func readable() {
    let counts = [0, 1, 999, 999.6, 1_000, 12_345, 99_960, 999_499, 999_500, 2.1e6, 3e9, 5e15].map(
      Readable.count)
    #expect(
      counts == [
        "0", "1", "999", "1.00 k", "1.00 k", "12.3 k", "100 k", "999 k", "1.00 M", "2.10 M", "3.00 G",
        "5000 T",
      ])
    let spans = [0, 0.04, 0.05, 9.94, 9.95, 59.4, 59.6, 200, 7_500, 273_600].map(Readable.span)
    #expect(
      spans == [
        "0.0 s", "0.0 s", "0.1 s", "9.9 s", "10 s", "59 s", "1 min", "3 min 20 s", "2 h 5 min", "3 d 4 h",
      ])
    let paces = [0, 2.5, 60, 7_200, 267_840].map(Readable.pace)
    #expect(paces == ["0.00 s/s", "2.50 s/s", "1.00 min/s", "2.00 h/s", "3.10 d/s"])
  }

  // MARK: Progress

  private func line(isAnimated: Bool, columns: Int = 80) -> ProgressLine {
    ProgressLine(
      label: "peg-shock", replications: 1, totalSeconds: 864_000, isAnimated: isAnimated, columns: columns)
  }

  @Test("on a terminal one line is rewritten at most ten times a second and taken away at the end")
  func animated() {
    var progress = line(isAnimated: true)
    #expect(progress.closing == "", "nothing was shown yet")
    let first = progress.text(events: 1_200_000, simulatedSeconds: 216_000, elapsedSeconds: 1)
    #expect(first == "\rpeg-shock 25 %, 1.20 M events, 1.20 M events/s, 2.50 d/s, 3.0 s left\u{1B}[K")
    #expect(progress.text(events: 1_300_000, simulatedSeconds: 220_000, elapsedSeconds: 1.09) == nil)
    #expect(progress.text(events: 1_300_000, simulatedSeconds: 220_000, elapsedSeconds: 1.11) != nil)
    #expect(progress.closing == "\r\u{1B}[K")
  }

  @Test("a rewritten line never wraps")
  func narrow() {
    var progress = line(isAnimated: true, columns: 20)
    let text = progress.text(events: 1_200_000, simulatedSeconds: 216_000, elapsedSeconds: 1)
    #expect(text == "\rpeg-shock 25 %, 1.2\u{1B}[K")
  }

  @Test("elsewhere there is a plain line after a second and then for every tenth, at most one a second")
  func plain() {
    var progress = line(isAnimated: false)
    var shown: [String] = []
    for percent in 1...100 {
      let text = progress.text(
        events: UInt64(percent) * 1_000, simulatedSeconds: 8_640 * Double(percent),
        elapsedSeconds: Double(percent))
      if let text { shown.append(text) }
    }
    #expect(shown.count == 11)
    #expect(shown[0] == "peg-shock 1 %, 1.00 k events, 1.00 k events/s, 2.40 h/s, 1 min 39 s left\n")
    #expect(shown[1] == "peg-shock 10 %, 10.0 k events, 1.00 k events/s, 2.40 h/s, 1 min 30 s left\n")
    #expect(shown[10] == "peg-shock 100 %, 100 k events, 1.00 k events/s, 2.40 h/s, 0.0 s left\n")
    var quick = line(isAnimated: false)
    #expect(quick.text(events: 1, simulatedSeconds: 400_000, elapsedSeconds: 0.9) == nil)
    #expect(quick.text(events: 1, simulatedSeconds: 500_000, elapsedSeconds: 1) != nil)
    #expect(quick.text(events: 1, simulatedSeconds: 700_000, elapsedSeconds: 1.9) == nil)
    #expect(quick.closing == "")
  }

  // MARK: Sparkline and table

  @Test("the lowest value is the lowest bar and the highest the highest, with gaps kept")
  func sparkline() {
    let values: [Double?] = [0, 1, 2, 3, nil, 4, 5, 6, 7]
    #expect(Sparkline.text(of: values, width: 40, isUnicode: true) == "▁▂▃▄ ▅▆▇█")
    #expect(Sparkline.text(of: values, width: 40, isUnicode: false) == "_.,- =+*#")
    #expect(Sparkline.text(of: [5, 5, 5], width: 40, isUnicode: true) == "▅▅▅")
    #expect(Sparkline.text(of: [nil, nil], width: 40, isUnicode: true) == "  ")
    #expect(Sparkline.text(of: [], width: 40, isUnicode: true) == "")
  }

  @Test("a long series is averaged over equal stretches")
  func longSeries() {
    #expect(Sparkline.text(of: [0, 0, 0, 14, 14, 14, nil, 0], width: 4, isUnicode: true) == "▁▅█▁")
    #expect(Sparkline.text(of: (0..<1_000).map { Double($0) }, width: 8, isUnicode: true) == "▁▂▃▄▅▆▇█")
  }

  @Test("columns line up, colour takes no width, lines end without spaces")
  func table() {
    let colored = style([:]).bold("ok")
    let table = TextTable(
      rows: [["metric", "value", ""], ["peg", "12.5", colored], [colored, "7"]], alignments: [.left, .right])
    #expect(table.lines == ["metric  value", "peg      12.5  \(colored)", "\(colored)          7"])
    #expect(TextTable(rows: []).lines == [])
  }

  // MARK: Streams

  @Test("a full disk is an error with exit code 3 that names the stream and the cause")
  func fullDisk() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let stream = TextStream(name: "standard output", descriptor: descriptor)
    let error = #expect(throws: OutputError.self) { try stream.write("hello\n") }
    #expect(error?.description == "error: cannot write standard output: No space left on device")
    #expect(error?.exitCode == 3)
  }

  @Test("what is written arrives in full, and a reader that went away is no error")
  func pipe() throws {
    TextStream.survivePipesAndLimits()
    let pipe = Pipe()
    let stream = TextStream(name: "standard output", descriptor: pipe.fileHandleForWriting.fileDescriptor)
    let text = String(repeating: "0123456789", count: 5_000)
    try stream.write(text)
    var read = Data()
    while read.count < text.utf8.count { read += pipe.fileHandleForReading.availableData }
    #expect(read == Data(text.utf8))
    try pipe.fileHandleForReading.close()
    try stream.write(text)
  }

  // MARK: Signals

  @Test("the first signal asks the run to stop, with the exit code that shells expect")
  func firstSignal() async {
    await #expect(processExitsWith: .exitCode(143)) {
      let interruption = Interruption()
      guard !interruption.isRequested, interruption.exitCode == nil else { exit(1) }
      interruption.watch()
      kill(getpid(), SIGTERM)
      while !interruption.isRequested { usleep(1_000) }
      exit(interruption.exitCode ?? 1)
    }
  }

  @Test("the second signal ends a program that does not react")
  func secondSignal() async {
    await #expect(processExitsWith: .exitCode(130)) {
      let interruption = Interruption()
      interruption.watch()
      kill(getpid(), SIGINT)
      while !interruption.isRequested { usleep(1_000) }
      kill(getpid(), SIGINT)
      usleep(10_000_000)
      exit(1)
    }
  }
}
