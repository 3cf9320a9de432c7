// A whole scenario: reading apart, everything that `simrun run` does until it has its tables.

import ScenarioRunner

/// Runs one replication of a scenario; an event is an event of the kernel, whatever its component does.
func benchmarkScenario(at path: String, repetitions: Int) {
  do {
    let scenario = try Scenario.read(try ScenarioLoader().load(path), .standard)
    measure("scenario \(scenario.name)", repetitions: repetitions) {
      var events = 0
      let taken = secondsTaken {
        if let result = try? Replication.simulate(scenario, run: 0) { events = Int(result.events) }
      }
      return Repetition(events: events, seconds: taken, check: UInt64(events))
    }
  } catch {
    fail("\(error)")
  }
}
