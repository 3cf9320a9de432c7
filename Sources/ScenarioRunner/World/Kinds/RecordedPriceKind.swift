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
    let volatility = object.optional("volatility", .volatility)
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
    return RecordedPriceModel(
      points: points, bridgeVolatilityPerYear: between == "bridge" ? volatility ?? 0 : nil)
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
