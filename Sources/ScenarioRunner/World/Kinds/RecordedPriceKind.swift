// `"process": "csv"`: a price that was recorded, from a file.

import AgentModels
import SimEngine

/// The prices of a file, replayed.
struct RecordedPriceModel: PriceModel {
  static let kind = "csv"
  let points: [AnchoredPath.Point]
  /// σ of a bridge between two records; nil holds each price until the next.
  let bridgeVolatilityPerYear: Double?

  static func read(_ object: ScenarioObject, horizon: SimDuration) -> (any PriceModel)? {
    let file = object.required("file", .text)
    let from = object.optional("from", .date)
    let between = object.optional("between", .oneOf(["hold", "bridge"]), default: "hold")
    let volatility = object.optional("volatility", .bridgeVolatility)
    let gaps = object.optional("longestGap", .duration.above(.zero))
    let duplicates = object.optional(
      "duplicates", .oneOf(PriceRecord.Duplicates.allCases.map(\.rawValue)), default: "refuse")
    let digest = object.optional("sha256", .text)
    if between == "hold", volatility != nil {
      object.complain("volatility", "is for \"between\": \"bridge\"")
    }
    guard let file, let place = object.place("file") else { return nil }
    var record = PriceRecord(digest: digest, longestGap: gaps)
    record.duplicates = PriceRecord.Duplicates(rawValue: duplicates) ?? .refuse
    guard let prices = record.read(file, namedAt: place) else { return nil }
    guard let points = points(of: prices, from: from, horizon: horizon, object) else { return nil }
    let deviation =
      switch volatility {
      case .stated(let deviation): deviation
      case .recorded: realisedVolatility(of: prices)
      case nil: 0.0
      }
    return RecordedPriceModel(
      points: points, bridgeVolatilityPerYear: between == "bridge" ? deviation : nil)
  }

  /// The root of the sum of squared logarithmic returns over the years that they took: what a bridge between any two prices has
  /// if the whole file is one path of Brownian motion; at most what a scenario may state.
  static func realisedVolatility(of prices: [PriceRecord.Price]) -> Double {
    let squares = zip(prices, prices.dropFirst()).reduce(0) { sum, pair in
      let change = DeterministicMath.log(pair.1.usd / pair.0.usd)
      return sum + change * change
    }
    guard let first = prices.first?.time, let last = prices.last?.time, last > first else { return 0 }
    let years = Double(last.secondsSince1970 - first.secondsSince1970) / (365 * 86_400)
    return min(10, (squares / years).squareRoot())
  }

  /// The prices on the clock of the simulation, the first of them in force at its start.
  private static func points(
    of prices: [PriceRecord.Price], from: UTCInstant?, horizon: SimDuration, _ object: ScenarioObject
  ) -> [AnchoredPath.Point]? {
    guard let first = prices.first?.time, let last = prices.last?.time else { return nil }
    let start = from ?? first
    guard start >= first else {
      object.complain("from", "must not be before the first price, which is of \(first)")
      return nil
    }
    let seconds = last.secondsSince1970 - start.secondsSince1970
    guard Double(seconds) >= horizon.seconds else {
      object.complain(
        object.has("from") ? "from" : "file",
        "leaves too few prices: the last is of \(last), \(max(0, seconds)) s after the start, and the horizon "
          + "is \(text(of: horizon))", help: "shorten \"horizon\" or bring more prices")
      return nil
    }
    // What was known at the start is known from the start; ten years of clock are enough for the rest.
    let inForce = prices.lastIndex { $0.time <= start } ?? 0
    let reach = ScenarioLimits.horizon.nanoseconds / 1_000_000_000
    return prices[inForce...].compactMap { price in
      let offset = max(0, price.time.secondsSince1970 - start.secondsSince1970)
      return offset > reach + 86_400 ? nil : AnchoredPath.Point(.start + .seconds(offset), price.usd)
    }
  }

  func makePrice(key: RandomKey, name: String) -> any ReferencePrice {
    guard let volatility = bridgeVolatilityPerYear else { return RecordedPrice(points: points) }
    return AnchoredPath(points: points, volatilityPerYear: volatility, key: key, name: name)
  }
}

/// How much a bridge between two recorded prices wanders.
enum BridgeVolatility: Sendable {
  /// As much a year as the scenario says.
  case stated(Double)
  /// As much as the recorded prices themselves.
  case recorded
}

extension ScenarioValue where Value == BridgeVolatility {
  /// A volatility, or the word for that of the file.
  static let bridgeVolatility = ScenarioValue("a ratio or \"recorded\"", example: "\"recorded\"") { place in
    place.node.string == "recorded"
      ? .recorded : ScenarioValue<Double>.volatility.read(place).map { .stated($0) }
  }
}
