// The price curve as an image that stands by itself, light or dark as its reader likes it.

import APRReserve
import SimEngine

/// Draws a reserve's curve P(E) as SVG.
///
/// From the left: the curve over the ether in the reserve, its lowest, wanted and highest price, the reserve
/// as it is now; below the axis two bars show where tokens can be bought and sold.
public struct CurveDrawing {
  private let reserve: ReserveCurve
  private let canvas: CurveCanvas
  /// Whether the reserve as it is now has a place on the canvas; far above the highest price it has none.
  private let isOnCanvas: Bool
  private var elements: [String] = []

  /// Draws a curve and writes it to a file, which appears complete or not at all.
  /// - Throws: `OutputError` with the cause.
  public static func write(_ curve: ReserveCurve, to path: String) throws(OutputError) {
    try DiskWriter(fileSystem: LocalFileSystem(), stage: .writing).replace(path, with: svg(of: curve))
  }

  /// The image as UTF-8.
  public static func svg(of curve: ReserveCurve) -> [UInt8] {
    var drawing = CurveDrawing(curve)
    drawing.draw()
    return Array(drawing.document.utf8)
  }

  private init(_ reserve: ReserveCurve) {
    self.reserve = reserve
    let held = reserve.settings.etherBalance
    let present = reserve.curve.price(atEther: held)
    // A price that grows by the same factor with every ether would leave nothing to be seen of the rest.
    isOnCanvas = present <= 1.5 * reserve.prices.highest
    let farthest = max(reserve.sales?.upperBound ?? 0, reserve.highestEther, isOnCanvas ? held : 0)
    let dearest = max(reserve.prices.highest, isOnCanvas ? present : 0)
    canvas = CurveCanvas(ether: max(farthest, 1e-9) * 1.04, price: dearest * 1.1)
  }

  private mutating func draw() {
    drawAxes()
    drawCurve()
    drawPrices()
    drawBalances()
    drawPresent()
    drawSides()
  }

  // MARK: Parts

  private mutating func drawAxes() {
    for ether in canvas.etherTicks {
      upright("grid", at: ether)
      text(readable(ether), at: (canvas.x(ether), canvas.bottom + 20), "tick middle")
    }
    for price in canvas.priceTicks {
      level("grid", at: price)
      text(readable(price / canvas.priceUnit.size), at: (canvas.left - 10, canvas.y(price) + 4), "tick end")
    }
    add(
      """
      <path class="axis" d="M\(canvas.left) \(canvas.top)V\(canvas.bottom)H\(canvas.right)"/>
      <text class="label middle" transform="translate(26 \((canvas.top + canvas.bottom) / 2)) rotate(-90)">\
      price <tspan class="symbol">P</tspan>(<tspan class="symbol">E</tspan>), \
      \(canvas.priceUnit.name) per token</text>
      <text class="label middle" x="\((canvas.left + canvas.right) / 2)" y="\(canvas.bottom + 46)">\
      ether in the reserve <tspan class="symbol">E</tspan>, ETH</text>
      """)
  }

  private mutating func drawCurve() {
    let whole = path(upTo: canvas.largestEther)
    let inside = path(upTo: reserve.highestEther)
    let (left, right, bottom) = (canvas.left, canvas.x(reserve.highestEther), canvas.bottom)
    add(
      """
      <path class="area" d="M\(left) \(bottom)L\(inside)L\(right) \(bottom)Z"/>
      <path class="beyond" clip-path="url(#plot)" d="M\(whole)"/>
      <path class="curve" clip-path="url(#plot)" d="M\(inside)"/>
      """)
  }

  /// The curve from an empty balance on, as a path; what is far above the plot is cut.
  private func path(upTo ether: Double) -> String {
    let steps = 160
    let points = (0...steps).map { step in
      let ether = ether * Double(step) / Double(steps)
      let price = min(reserve.curve.price(atEther: ether), canvas.largestPrice * 2)
      return "\(canvas.x(ether)) \(canvas.y(price))"
    }
    return points.joined(separator: " ")
  }

  /// A horizontal line at each of the three prices, named at its right end.
  private mutating func drawPrices() {
    let middle = canvas.y(reserve.settings.price)
    // Names keep a line's height from each other, however close the prices are.
    let prices = [
      ("min", reserve.prices.lowest, max(canvas.y(reserve.prices.lowest), middle + 20)),
      ("0", reserve.settings.price, middle),
      ("max", reserve.prices.highest, min(canvas.y(reserve.prices.highest), middle - 20)),
    ]
    for (index, price, y) in prices {
      level("mark", at: price)
      add(symbol("P", index, value: figure(price), at: (canvas.right + 10, y + 4), "start"))
    }
  }

  /// A vertical line at the balances of the wanted and the highest price, named above.
  private mutating func drawBalances() {
    let isRoomy = canvas.x(reserve.highestEther) - canvas.x(reserve.initialEther) > 130
    let balances = [("0", reserve.initialEther, "end"), ("max", reserve.highestEther, "start")]
    for (index, ether, anchor) in balances {
      upright("mark", at: ether)
      let place = (canvas.x(ether), canvas.top - 10)
      let value = "\(readable(ether, digits: 4)) ETH"
      add(symbol("E", index, value: value, at: place, isRoomy ? "middle" : anchor))
    }
    if let exhaustion = reserve.exhaustion, exhaustion < reserve.highestEther {
      upright("empty", at: exhaustion)
      let place = (canvas.x(exhaustion) - 8, canvas.top + 18)
      text("tokens sold out at \(readable(exhaustion, digits: 4)) ETH", at: place, "note end")
    }
  }

  /// The reserve as it is, named on the side where there is room; an arrow where it lies beyond the canvas.
  private mutating func drawPresent() {
    let ether = reserve.settings.etherBalance
    let price = reserve.curve.price(atEther: ether)
    let figures = "\(readable(ether, digits: 4)) ETH, \(figure(price)) \(canvas.priceUnit.name) per token"
    guard isOnCanvas else {
      add("<path class=\"now\" d=\"M\(canvas.right) \(canvas.top)l-16 5 11 11Z\"/>")
      text("now off this chart: \(figures)", at: (canvas.right - 22, canvas.top + 18), "strong end")
      return
    }
    let (x, y) = (canvas.x(ether), canvas.y(price))
    let isLeft = ether < canvas.largestEther / 2
    let place = (x + (isLeft ? 16 : -16), y + 26)
    add("<circle class=\"now\" cx=\"\(x)\" cy=\"\(y)\" r=\"6\"/>")
    text("now: \(figures)", at: place, isLeft ? "strong" : "strong end")
  }

  /// Two bars below the axis: where tokens can be bought, and where they can be sold.
  private mutating func drawSides() {
    let sides = [
      ("buying", "buy", reserve.purchases, "a token costs less than 0.000001 ETH"),
      ("selling", "sell", reserve.sales, "a token costs more than 1,000,000 ETH"),
    ]
    for (row, (name, style, range, obstacle)) in sides.enumerated() {
      let y = canvas.bottom + 70 + Double(row) * 30
      text(name, at: (canvas.left - 10, y + 14.5), "label end")
      guard let range else {
        text("impossible: \(obstacle)", at: (canvas.left, y + 14.5), "note")
        continue
      }
      let (start, end) = (canvas.x(range.lowerBound), canvas.x(range.upperBound))
      let width = coordinate(end - start)
      add("<rect class=\"\(style)\" x=\"\(start)\" y=\"\(y)\" width=\"\(width)\" height=\"20\" rx=\"4\"/>")
      let limits = "\(readable(range.lowerBound, digits: 4)) to \(readable(range.upperBound, digits: 4)) ETH"
      let isRoomy = width > 200
      text(
        "possible from \(limits)", at: (isRoomy ? coordinate((start + end) / 2) : end + 8, y + 14.5),
        isRoomy ? "inside middle" : "label")
    }
  }

  // MARK: Elements

  private mutating func add(_ element: String) { elements.append(element) }

  private mutating func upright(_ style: String, at ether: Double) {
    let x = canvas.x(ether)
    add("<line class=\"\(style)\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(canvas.top)\" y2=\"\(canvas.bottom)\"/>")
  }

  private mutating func level(_ style: String, at price: Double) {
    let y = canvas.y(price)
    add("<line class=\"\(style)\" x1=\"\(canvas.left)\" x2=\"\(canvas.right)\" y1=\"\(y)\" y2=\"\(y)\"/>")
  }

  private mutating func text(_ content: String, at place: (x: Double, y: Double), _ style: String) {
    add(
      "<text class=\"\(style)\" x=\"\(coordinate(place.x))\" y=\"\(coordinate(place.y))\">\(content)</text>")
  }

  /// A symbol with an index below the line and its value.
  private func symbol(
    _ letter: String, _ index: String, value: String, at place: (x: Double, y: Double), _ anchor: String
  ) -> String {
    """
    <text class="name \(anchor)" x="\(coordinate(place.x))" y="\(coordinate(place.y))">\
    <tspan class="symbol">\(letter)</tspan><tspan class="index" dy="4">\(index)</tspan>\
    <tspan dy="-4"> = \(value)</tspan></text>
    """
  }

  /// A price in the unit of the axis.
  private func figure(_ price: Double) -> String { readable(price / canvas.priceUnit.size, digits: 4) }

  private var document: String {
    let rate = readable(reserve.curve.liquidityRate, digits: 5)
    let fee = readable(reserve.fee * 100)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(CurveCanvas.width) \(CurveCanvas.height)" role="img" \
      aria-labelledby="title what">
      <title id="title">Price curve of a reserve</title>
      <desc id="what">The price in ether per token over the ether in the reserve, from the lowest to \
      the highest price, and the balances between which tokens can be bought and sold.</desc>
      \(CurveStyle.css)
      <defs><clipPath id="plot"><rect x="\(canvas.left)" y="\(canvas.top)" \
      width="\(canvas.right - canvas.left)" height="\(canvas.bottom - canvas.top)"/></clipPath></defs>
      <rect class="paper" width="\(CurveCanvas.width)" height="\(CurveCanvas.height)"/>
      <text class="title" x="\(canvas.left)" y="38">Price curve of the reserve</text>
      <text class="label" x="\(canvas.left)" y="60"><tspan class="symbol">P</tspan>(\
      <tspan class="symbol">E</tspan>) = <tspan class="symbol">P</tspan>\
      <tspan class="index" dy="4">min</tspan><tspan class="symbol" dy="-4"> e</tspan>\
      <tspan class="index" dy="-5"><tspan class="symbol">rE</tspan></tspan><tspan dy="5">   with </tspan>\
      <tspan class="symbol">r</tspan> = \(rate) per ETH, fee \(fee) %</text>
      \(elements.joined(separator: "\n"))
      </svg>

      """
  }
}
