// The command: which benchmark to run, at which size, how often.

import ALPPool
import Foundation

@main
enum Benchmarks {
  static let usage = """
    usage: Benchmarks hold-model PENDING HOLDS [REPETITIONS]           the future event set
           Benchmarks order-book STREAM [REPETITIONS]                  the order book; compare.sh makes streams
           Benchmarks zero-intelligence AGENTS SECONDS [REPETITIONS]   a whole market through the kernel
           Benchmarks credit-round PROVIDERS ORDERS RULE [REPETITIONS] a minute of the pool
           Benchmarks scenario PATH [REPETITIONS]                      a scenario with all its agents
           Benchmarks reserve-quotes QUOTES [REPETITIONS]              a price reserve, fast and by the letter
    """

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "hold-model" where arguments.count > 2:
      benchmarkHoldModel(
        pending: count(arguments, 1, default: 0), holds: count(arguments, 2, default: 0),
        repetitions: count(arguments, 3, default: 5))
    case "zero-intelligence" where arguments.count > 2:
      benchmarkZeroIntelligence(
        agents: count(arguments, 1, default: 0), seconds: Int64(count(arguments, 2, default: 0)),
        repetitions: count(arguments, 3, default: 5))
    case "credit-round" where arguments.count > 3:
      guard let rule = NamedRewardRule(rawValue: arguments[3]) else {
        fail("no rule \(arguments[3])\n\(usage)")
      }
      benchmarkCreditRound(
        providers: count(arguments, 1, default: 0), orders: count(arguments, 2, default: 0), rule: rule,
        repetitions: count(arguments, 4, default: 5))
    case "order-book" where arguments.count > 1:
      benchmarkOrderBook(streamAt: arguments[1], repetitions: count(arguments, 2, default: 5))
    case "reserve-quotes" where arguments.count > 1:
      benchmarkReserveQuotes(
        count: count(arguments, 1, default: 0), repetitions: count(arguments, 2, default: 5))
    case "scenario" where arguments.count > 1:
      benchmarkScenario(at: arguments[1], repetitions: count(arguments, 2, default: 5))
    default:
      fail(usage)
    }
  }

  /// The positive whole number at a place of the command, or a default.
  static func count(_ arguments: [String], _ place: Int, default standard: Int) -> Int {
    guard place < arguments.count else { return standard }
    guard let count = Int(arguments[place]), count > 0 else {
      fail("\(arguments[place]) is not a positive number\n\(usage)")
    }
    return count
  }
}

/// Writes a line to standard error.
func report(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}

/// Ends the program with a message.
func fail(_ message: String) -> Never {
  report(message)
  exit(2)
}
