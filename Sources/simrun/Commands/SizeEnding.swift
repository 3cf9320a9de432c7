// How a search ends: the recommendation with its interval, its cost, what supports it and what it rests on.

import ScenarioRunner
import SimEngine

/// Prints the answer.
struct SizeEnding {
  private let arguments: Arguments
  private let style: TerminalStyle

  init(_ arguments: Arguments, _ style: TerminalStyle) {
    self.arguments = arguments
    self.style = style
  }

  /// Prints it; the exit code: 0, 1 when no value in the range is sufficient or fresh seeds contradict the one that was
  /// found, 3 when a run came to one of its limits.
  func close(_ result: SizingResult, path: String, elapsedSeconds: Double) throws(OutputError) -> Int32 {
    if arguments.has(.json) {
      let object = SizingFigureList(result).json.adding("output", .string(path))
      try TextStream.output.write(String(decoding: object.bytes(), as: UTF8.self))
    } else if !arguments.has(.quiet) {
      let text = SizeSummary(result).lines
      let heading =
        style.bold(result.plan.base.name)
        + ": \(result.plan.seeds) seeds, \(Grouped.whole(Double(result.runCount))) runs in "
        + Readable.span(seconds: elapsedSeconds)
      let lines = [heading, ""] + text + ["", "The result is in \(path)/."]
      try TextStream.output.write(lines.joined(separator: "\n") + "\n")
    }
    if let refusal = refusal(of: result) { try TextStream.error.write("\(refusal)\n") }
    if result.cutShortCount > 0 {
      try TextStream.error.write(
        "error: \(result.cutShortCount) of \(result.runCount) runs stopped before their end\n"
          + "  = help: raise \"limits\", or shorten the horizon\n")
      return 3
    }
    return result.isAnswered ? 0 : 1
  }

  /// Why the answer is no, if it is.
  private func refusal(of result: SizingResult) -> String? {
    let plan = result.plan
    guard let confirmation = result.confirmation else {
      if plan.indifference != nil {
        return "no feasible value in range: not even \(plan.range.highText) was found sufficient for "
          + "\(plan.target.text)"
      }
      return
        "no feasible value in range: \(result.censoredCount) of \(plan.seeds) seeds miss \(plan.target.text) "
        + "even at \(plan.range.highText), and \(SizeSummary.percent(plan.confidence)) confidence allows "
        + "\(result.censoredAllowed)"
    }
    guard !result.isAnswered else { return nil }
    return
      "fresh seeds contradict \(confirmation.text): \(confirmation.metCount) of \(confirmation.figures.count) "
      + "meet \(plan.target.text), which is too few for \(SizeSummary.percent(plan.confidence))"
  }
}

/// The answer in lines that fit a screen.
struct SizeSummary {
  private let result: SizingResult
  private var plan: SizingPlan { result.plan }
  private var coin: String { plan.base.token.asset.symbol }

  init(_ result: SizingResult) { self.result = result }

  /// The lines, the recommendation last.
  var lines: [String] {
    let rows = question + support + cost + comparison + assumptions + answer
    return TextTable(rows: rows.map { ["  " + $0.0, $0.1] }).lines
  }

  private typealias Row = (String, String)

  private var question: [Row] {
    let rule = plan.ruleName.map { "; rule \($0)" } ?? ""
    return [
      (
        "question",
        "the smallest \(plan.range.path) with P(\(plan.target.text)) >= \(Self.percent(plan.confidence))"
      ),
      (
        "searched",
        "\(plan.range.lowText) to \(plan.range.highText), runs of "
          + Readable.span(seconds: plan.base.horizon.seconds) + rule
      ),
    ]
  }

  // MARK: What supports it

  private var support: [Row] {
    var rows: [Row] = []
    if let audit = result.audit {
      rows = [
        (
          "censored",
          "\(result.censoredCount) of \(plan.seeds) seeds miss the target everywhere; "
            + "\(result.censoredAllowed) may"
        ),
        (
          "audit",
          "\(audit.reversals) \(audit.reversals == 1 ? "reversal" : "reversals") in \(audit.comparisons) comparisons of \(audit.seeds) seeds"
            + (audit.isPassed
              ? ": thresholds hold" : ": more than 2 %, so shares made to rise replace thresholds")
        ),
      ]
    }
    if let indifference = plan.indifference {
      rows = [
        (
          "tests",
          "between \(Self.percent(plan.confidence - indifference)) and "
            + "\(Self.percent(plan.confidence + indifference)) either decision is right; outside, all are with 95 %"
        )
      ]
    }
    if let confirmation = result.confirmation {
      let interval = confirmation.interval
      rows.append(
        (
          "fresh seeds",
          "\(confirmation.metCount) of \(confirmation.figures.count) meet the target at "
            + "\(confirmation.text): \(Self.percent(confirmation.share)) (95 % interval "
            + "\(Self.percent(interval.lowerBound)) to \(Self.percent(interval.upperBound)))"
        ))
    }
    return rows
  }

  // MARK: What it costs

  private var cost: [Row] {
    guard let value = result.recommended, let perMinute = result.coinsPerMinute(value),
      let grant = result.grant
    else { return [] }
    let days = Self.figure(plan.grantDays)
    var rows: [Row] = [
      (
        "per month",
        "\(Self.figure(perMinute * 43_200)) \(coin) in 43,200 min"
          + (plan.paidExchanges == 1 ? "" : ", \(plan.paidExchanges) exchanges together")
      ),
      (
        "grant",
        "\(Self.figure(grant.total)) \(coin) for \(days) days: rewards \(Self.figure(grant.rewards)) + operator "
          + "\(Self.figure(grant.operatorFee)) + contingency \(Self.figure(grant.contingency)) - rolled over "
          + Self.figure(grant.rollOver)
      ),
    ]
    if let confirmation = result.confirmation, let paid = confirmation.meanPaid,
      let most = confirmation.meanMaximum, most > 0
    {
      rows.append(
        (
          "expected paid",
          "\(Self.figure(paid)) of at most \(Self.figure(most)) \(coin) a run ("
            + "\(Self.percent(paid / most)))"
        ))
    }
    if let cost = result.dollarsPerDollarDay {
      rows.append(
        ("cost of depth", "\(Self.percent(cost)) a day of the smaller side's depth within 1 %"))
    }
    if let more = result.costOfOnePercentMore, more > 0 {
      rows.append(
        (
          "one more in 100",
          "\(Self.figure(more)) \(plan.grid.unit) more for \(Self.percent(plan.confidence + 0.01))"
        ))
    }
    if let more = result.costOfTenPercentMoreDepth {
      rows.append(
        ("a tenth deeper", "\(Self.figure(more)) \(plan.grid.unit) more (\(plan.leastSeeds) seeds)"))
    }
    return rows
  }

  // MARK: What it compares with

  private var comparison: [Row] {
    guard let guess = plan.guess, plan.isReward else { return [] }
    let depth =
      guess.isDepthOfTarget ? "a depth of" : "the pool's target of"
    let found =
      guess.rewardPerMinute.map { "\(Self.figure($0)) \(coin)/min" }
      ?? "none: only \(Self.figure(guess.capital)) \(coin) of capital are sure"
    var rows: [Row] = [
      (
        "closed form",
        "\(found) for \(depth) \(Self.figure(guess.depth)) \(coin), if capital came at once and free"
      )
    ]
    if let cliff = guess.cliffPerMinute {
      let isNear = (result.estimate.low ?? .infinity) < 1.2 * cliff
      rows.append(
        (
          "cliff",
          "below \(Self.figure(cliff)) \(coin)/min rule scaled cannot pay the median provider"
            + (isNear ? "; the answer is near it: a small cut may lose most of them" : "")
        ))
    }
    return rows
  }

  // MARK: What it rests on

  private var assumptions: [Row] {
    let ordered = result.sensitivities.sorted { $0.swing > $1.swing }
    return ordered.enumerated().map { index, one in
      let found = zip(one.inputs, one.values).map { input, value in
        "\(value.map { "\(Self.figure($0)) \(plan.grid.unit)" } ?? "none") at \(input)"
      }
      let base = one.base.map { Self.figure($0) } ?? "none"
      return (
        index == 0 ? "assumed" : "",
        "\(one.path): \(found.joined(separator: ", ")) (\(base) as it stands; "
          + "\(one.seeds) seeds)"
      )
    }
  }

  private var answer: [Row] {
    guard let confirmation = result.confirmation, let exact = result.estimate.value else {
      return [("recommended", "no feasible value in range")]
    }
    let (low, high) = (result.estimate.low, result.estimate.high)
    let below = low.map(Self.figure) ?? "below \(plan.range.lowText)"
    let above = high.map(Self.figure) ?? "beyond \(plan.range.highText)"
    let interval =
      result.estimate.method == .sequentialTests
      ? "by tests" : "\(Self.percent(result.estimate.coverage)) interval \(below) to \(above)"
    let recommended = ("recommended", "\(confirmation.text)  (exact \(Self.figure(exact)); \(interval))")
    // A threshold at the least value says only that it is there or below.
    guard exact <= plan.range.grid.values[0] else { return [recommended] }
    return [
      recommended,
      ("", "this is the least value that was looked at: less may do, so begin the range lower"),
    ]
  }

  // MARK: Numbers

  /// Three digits that count.
  static func figure(_ value: Double) -> String { ReadableDigits.text(value, digits: 3) }

  /// "95 %", "97.5 %".
  static func percent(_ share: Double) -> String { "\(ReadableDigits.text(share * 100, digits: 3)) %" }
}
