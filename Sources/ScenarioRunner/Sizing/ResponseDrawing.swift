// The share of seeds that each value serves, as an image that stands by itself, light or dark as its reader likes it.

import SimEngine

/// Draws the response curve with its band, the confidence that is asked for, and the answer with its interval.
struct ResponseDrawing {
  private let result: SizingResult
  private var plan: SizingPlan { result.plan }
  private let canvas: ResponseCanvas
  private var elements: [String] = []

  /// The image as UTF-8; nil where no curve is known, because tests decided.
  static func svg(of result: SizingResult) -> [UInt8]? {
    guard !result.thresholds.isEmpty else { return nil }
    var drawing = ResponseDrawing(result)
    drawing.draw()
    return Array(drawing.document.utf8)
  }

  private init(_ result: SizingResult) {
    self.result = result
    let values = result.plan.grid.values
    canvas = ResponseCanvas(least: values[0], greatest: values[values.count - 1])
  }

  private mutating func draw() {
    for value in canvas.ticks {
      line("grid", from: (canvas.x(value), canvas.y(0)), to: (canvas.x(value), canvas.y(1)))
      text(ReadableDigits.text(value, digits: 3), at: (canvas.x(value), canvas.y(0) + 20), "soft middle")
    }
    for tenth in stride(from: 0, through: 10, by: 2) {
      let share = Double(tenth) / 10
      line("grid", from: (canvas.left, canvas.y(share)), to: (canvas.right, canvas.y(share)))
      text("\(tenth * 10) %", at: (canvas.left - 10, canvas.y(share) + 4), "soft end")
    }
    drawInterval()
    drawCurve()
    let level = canvas.y(plan.confidence)
    line("asked", from: (canvas.left, level), to: (canvas.right, level))
    text(
      "asked for: \(ReadableDigits.text(plan.confidence * 100, digits: 3)) %",
      at: (canvas.left + 8, level - 7), "strong")
    text(
      "\(plan.range.path)\(plan.grid.unit.isEmpty ? "" : ", \(plan.grid.unit)"), logarithmic",
      at: ((canvas.left + canvas.right) / 2, canvas.y(0) + 46), "soft middle")
  }

  /// The interval as a strip, the answer as a line that is named below the title.
  private mutating func drawInterval() {
    guard let value = result.estimate.value else { return }
    let (left, right) = (
      canvas.x(result.estimate.low ?? canvas.least), canvas.x(result.estimate.high ?? canvas.greatest)
    )
    let (top, height) = (canvas.y(1), roundHalfAwayFromZero(canvas.y(0) - canvas.y(1), decimals: 2))
    let width = roundHalfAwayFromZero(right - left, decimals: 2)
    elements.append(
      "<rect class=\"interval\" x=\"\(left)\" y=\"\(top)\" width=\"\(width)\" height=\"\(height)\"/>")
    line("answer", from: (canvas.x(value), canvas.y(0)), to: (canvas.x(value), top))
    text(ReadableDigits.text(value, digits: 3), at: (canvas.x(value), top - 8), "strong middle")
  }

  private mutating func drawCurve() {
    let isSteps = result.estimate.method == .thresholds
    let curve = ResponseCurve(thresholds: result.thresholds)
    let shares = result.shares.map { Double($0.met) / Double(plan.seeds) }
    let points =
      isSteps
      ? curve.points(from: canvas.least, to: canvas.greatest)
      : zip(result.shares, Statistics.risingFit(of: shares)).map { ($0.value, $1) }
    let canvas = canvas
    let shifted = { (shift: Double) in
      points.map { value, share in
        "\(canvas.x(value)) \(canvas.y(min(1, max(0, share + shift))))"
      }
    }
    if isSteps {
      let (low, high) = (shifted(-curve.halfBand), shifted(curve.halfBand))
      elements.append("<path class=\"band\" d=\"M\((high + low.reversed()).joined(separator: " "))Z\"/>")
    }
    elements.append("<path class=\"curve\" d=\"M\(shifted(0).joined(separator: " "))\"/>")
  }

  // MARK: Elements

  private mutating func line(_ style: String, from start: (Double, Double), to end: (Double, Double)) {
    elements.append("<path class=\"\(style)\" d=\"M\(start.0) \(start.1)L\(end.0) \(end.1)\"/>")
  }

  private mutating func text(_ content: String, at place: (x: Double, y: Double), _ style: String) {
    let (x, y) = (roundHalfAwayFromZero(place.x, decimals: 2), roundHalfAwayFromZero(place.y, decimals: 2))
    elements.append("<text class=\"\(style)\" x=\"\(x)\" y=\"\(y)\">\(Self.escaped(content))</text>")
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  private var document: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(ResponseCanvas.width) \(ResponseCanvas.height)" \
    role="img" aria-labelledby="title what">
    <title id="title">How many runs each value serves</title>
    <desc id="what">The share of \(plan.seeds) seeds that meet the target, over the value that is sought, \
    with its 95 % band, the confidence that is asked for and the answer with its interval.</desc>
    \(Self.style)
    <rect class="paper" width="\(ResponseCanvas.width)" height="\(ResponseCanvas.height)"/>
    <text class="title" x="\(canvas.left)" y="36">Runs that meet \(Self.escaped(plan.target.text))</text>
    <text class="soft" x="\(canvas.left)" y="58">\(plan.seeds) seeds, with the 95 % band of the whole curve; \
    shaded the interval of the answer</text>
    \(elements.joined(separator: "\n"))
    </svg>

    """
  }

  private static let style = """
    <style>
    svg { --paper: #ffffff; --ink: #1c2430; --soft: #5b6775; --grid: #e8ecf0; --curve: #2458d3; --answer: #b45309 }
    @media (prefers-color-scheme: dark) {
      svg { --paper: #11151b; --ink: #e8ebef; --soft: #9ba7b4; --grid: #232a33; --curve: #7aa7ff; --answer: #fbbf24 }
    }
    text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, sans-serif; fill: var(--ink) }
    .paper { fill: var(--paper) }
    .title { font-size: 19px; font-weight: 600 }
    .soft { fill: var(--soft) }
    .strong { font-weight: 600; stroke: var(--paper); stroke-width: 4; paint-order: stroke; stroke-linejoin: round }
    .middle { text-anchor: middle }
    .end { text-anchor: end }
    .grid { stroke: var(--grid) }
    .asked { stroke: var(--soft); stroke-dasharray: 3 4 }
    .curve { stroke: var(--curve); stroke-width: 2.5; fill: none; stroke-linejoin: round }
    .band { fill: var(--curve); opacity: 0.15 }
    .interval { fill: var(--answer); opacity: 0.15 }
    .answer { stroke: var(--answer); stroke-width: 2 }
    </style>
    """
}

/// The plot's place on the image and its scales: values by their logarithm, shares from 0 to 1.
private struct ResponseCanvas {
  static let width = 960.0
  static let height = 540.0
  let left = 80.0
  let right = 920.0
  let least: Double
  let greatest: Double

  func x(_ value: Double) -> Double {
    let share = DeterministicMath.log(value / least) / DeterministicMath.log(greatest / least)
    return roundHalfAwayFromZero(left + (right - left) * min(1, max(0, share)), decimals: 2)
  }

  func y(_ share: Double) -> Double { roundHalfAwayFromZero(470 - 360 * share, decimals: 2) }

  /// One, two and five of each power of ten within the scale.
  var ticks: [Double] {
    let lowest = Int((DeterministicMath.log(least) / DeterministicMath.log(10)).rounded(.down))
    return (lowest...(lowest + 8)).flatMap { power in
      [1, 2, 5].map { ExactDecimal($0, timesTenTo: power).double }
    }.filter { $0 >= least && $0 <= greatest }
  }
}

extension ResponseCurve {
  /// The corners of the steps between two values; shares by value.
  fileprivate func points(from least: Double, to greatest: Double) -> [(Double, Double)] {
    var points = [(least, share(at: least))]
    for value in sorted where value > points[points.count - 1].0 {
      points.append((value, points[points.count - 1].1))
      points.append((value, share(at: value)))
    }
    return points + [(greatest, points[points.count - 1].1)]
  }
}
