// simrun with one more kind of agent: CustomAgent SCENARIO [FOLDER].

import Foundation
import ScenarioRunner
import SimEngine

@main
struct Main {
  static func main() {
    var registry = ModelRegistry.standard
    registry.add(CostAveragerModel.self)
    var options = RunOptions()
    let words = CommandLine.arguments
    if words.count > 2 { options.outputPath = words[2] }
    do {
      let session = try RunSession.prepare(words.count > 1 ? words[1] : "-", options, registry)
      let results = try session.simulate()
      if let leftover = try session.publish(results) { print("warning: \(leftover.message)") }
      for metric in results[0].summary where metric.name.contains("saver") {
        print(metric.name, metric.value ?? "-", metric.unit)
      }
      print("The result is in \(session.outputPath)/.")
    } catch {
      print(error)
      exit(2)
    }
  }
}
