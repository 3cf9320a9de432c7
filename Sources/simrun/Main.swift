import ScenarioRunner
import SimEngine

@main
struct Main {
  static func main() throws {
    let session = try RunSession.prepare(CommandLine.arguments[1], RunOptions())
    let results = try session.simulate()
    _ = try session.publish(results)
    for metric in results[0].summary { print(metric.name, metric.value.map { "\($0)" } ?? "-", metric.unit) }
    print(results[0].events)
  }
}
