// Where the price curve stands on its image, and in what colours.

import SimEngine

/// A coordinate with two digits behind the point.
func coordinate(_ value: Double) -> Double { roundHalfAwayFromZero(value, decimals: 2) }

/// The plot's place on the image and its scales, both from zero.
struct CurveCanvas {
  static let width = 960.0
  static let height = 620.0

  let left = 108.0
  let right = 800.0
  let top = 104.0
  let bottom = 470.0
  let largestEther: Double
  let largestPrice: Double

  init(ether: Double, price: Double) {
    largestEther = ether
    largestPrice = price
  }

  func x(_ ether: Double) -> Double { coordinate(left + (right - left) * ether / largestEther) }
  func y(_ price: Double) -> Double { coordinate(bottom - (bottom - top) * price / largestPrice) }

  /// What prices are counted in, so that no label is a row of zeros.
  var priceUnit: (name: String, size: Double) { largestPrice < 1e-5 ? ("gwei", 1e-9) : ("ETH", 1) }

  var etherTicks: [Double] { ticks(upTo: largestEther) }
  var priceTicks: [Double] { ticks(upTo: largestPrice) }

  /// Some six round numbers from zero.
  private func ticks(upTo largest: Double) -> [Double] {
    var unit = 1.0
    while unit * 10 <= largest { unit *= 10 }
    while unit > largest { unit /= 10 }
    let step = [0.2, 0.25, 0.5, 1, 2].map { $0 * unit }.first { largest / $0 <= 8 } ?? unit
    return stride(from: 0, through: largest, by: step).map { $0 }
  }
}

/// The colours and letters of the drawing.
enum CurveStyle {
  static let css = """
    <style>
    svg { --paper: #ffffff; --ink: #1c2430; --soft: #5b6775; --grid: #e8ecf0; --line: #9aa5b1;
      --curve: #2458d3; --buy: #0f766e; --sell: #b45309; --inside: #ffffff; --empty: #b91c1c }
    @media (prefers-color-scheme: dark) {
      svg { --paper: #11151b; --ink: #e8ebef; --soft: #9ba7b4; --grid: #232a33; --line: #66727f;
        --curve: #7aa7ff; --buy: #2dd4bf; --sell: #fbbf24; --inside: #11151b; --empty: #f87171 }
    }
    text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, sans-serif; fill: var(--ink) }
    .paper { fill: var(--paper) }
    .title { font-size: 19px; font-weight: 600 }
    .label, .tick { fill: var(--soft) }
    .tick { font-size: 12px; font-variant-numeric: tabular-nums }
    .strong { font-weight: 600 }
    .strong, .note { stroke: var(--paper); stroke-width: 4; paint-order: stroke; stroke-linejoin: round }
    .note { fill: var(--empty) }
    .inside { fill: var(--inside); font-size: 12px }
    .symbol { font-family: Georgia, "Times New Roman", serif; font-style: italic; font-size: 1.1em }
    .index { font-size: 0.75em }
    .middle { text-anchor: middle }
    .end { text-anchor: end }
    .grid { stroke: var(--grid) }
    .axis { stroke: var(--line); fill: none }
    .mark { stroke: var(--line); stroke-dasharray: 3 4 }
    .empty { stroke: var(--empty); stroke-dasharray: 6 4 }
    .curve { stroke: var(--curve); stroke-width: 2.5; fill: none; stroke-linecap: round }
    .beyond { stroke: var(--curve); stroke-width: 1.5; fill: none; stroke-dasharray: 2 5; opacity: 0.7 }
    .area { fill: var(--curve); opacity: 0.08 }
    .now { fill: var(--curve); stroke: var(--paper); stroke-width: 2 }
    .buy { fill: var(--buy) }
    .sell { fill: var(--sell) }
    </style>
    """
}
