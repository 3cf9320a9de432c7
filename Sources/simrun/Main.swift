// The command: takes the words apart, does what they ask for, and ends with the code that says how it went.

import ScenarioRunner
import SimEngine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@main
struct Main {
  static func main() {
    TextStream.openMissing()
    TextStream.survivePipesAndLimits()
    endOnBrokenInvariant()
    exit(code(of: Array(CommandLine.arguments.dropFirst())))
  }

  /// Makes a broken invariant the end of the program, with the code of a run that failed.
  static func endOnBrokenInvariant() {
    onBrokenInvariant = { message in
      report("error: \(message)\n  = help: this is a mistake in simrun; nothing was written")
      exit(3)
    }
  }

  /// Does what the words ask for; the exit code.
  private static func code(of words: [String]) -> Int32 {
    do {
      return try run(try Arguments(words))
    } catch let error as UsageError {
      report("\(error)")
      return 2
    } catch let error as ScenarioError {
      report("\(error)")
      return 2
    } catch let error as CheckProblems {
      report("\(error)")
      return 2
    } catch let error as OutputError {
      report("\(error)")
      return error.exitCode
    } catch {
      report("error: \(error)")
      return 3
    }
  }

  private static func run(_ arguments: Arguments) throws -> Int32 {
    switch arguments.command {
    case .help:
      try TextStream.output.write(try help(on: arguments.operands.first) + "\n")
      return 0
    case .version:
      try TextStream.output.write("simrun \(EngineVersion.current)\n")
      return 0
    case .sweep, .stress:
      return try SweepCommand(arguments).execute()
    case .select:
      return try SelectCommand(arguments).execute()
    case .size:
      return try SizeCommand(arguments).execute()
    case .merge:
      return try MergeCommand(arguments).execute()
    case .check:
      return try CheckCommand(arguments).execute()
    case .diff:
      return try DiffCommand(arguments).execute()
    case .pool:
      return try PoolCommand(arguments).execute()
    case .reserve:
      return try ReserveCommand(arguments).execute()
    case .facts:
      return try FactsCommand(arguments).execute()
    default:
      return try RunCommand(arguments).execute()
    }
  }

  private static func help(on topic: String?) throws(UsageError) -> String {
    guard let topic else { return HelpText.general }
    return HelpText.on(try .named(topic))
  }

  /// Prints an error; when that fails too there is nobody left to tell.
  private static func report(_ text: String) {
    try? TextStream.error.write(text + "\n")
  }
}
