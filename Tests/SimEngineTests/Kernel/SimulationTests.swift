// The loop: order of events, what ends a run, and that two halves make a whole.

import Testing

@testable import SimEngine

/// Writes down what happens to it and schedules what it is told to.
private final class Recorder: Component {
  let name: String
  var log: [(SimTime, Int64)] = []
  var onEvent: (Event, Context) -> Void = { _, _ in }
  var onSetUp: (Context) -> Void = { _ in }

  init(_ name: String) { self.name = name }
  func setUp(in context: Context) { onSetUp(context) }
  func handle(_ event: Event, in context: Context) {
    log.append((context.now, event.a))
    onEvent(event, context)
  }
}

@Suite("A simulation")
struct SimulationTests {
  private let tick = EventKind(rawValue: 0)
  private func simulation() -> Simulation {
    Simulation(seed: 3, assets: [Asset(symbol: "NBT", decimals: 8)])
  }

  @Test("hands out events of one instant by phase, then in the order of scheduling")
  func phases() {
    let (simulation, recorder) = (simulation(), Recorder("r"))
    recorder.onSetUp = { context in
      for (index, phase) in [Phase.metrics, .venues, .agents, .venues, .marketData].enumerated() {
        context.schedule(self.tick, after: .seconds(1), phase: phase, a: Int64(index))
      }
    }
    simulation.add(recorder)
    #expect(simulation.run(until: SimTime(nanoseconds: 2_000_000_000)) == .nothingPending)
    #expect(recorder.log.map(\.1) == [4, 2, 1, 3, 0])
  }

  @Test("stops just before its end, and two halves make a whole")
  func halves() {
    func fingerprint(_ ends: [Int64]) -> (Fingerprint, Int) {
      let (simulation, recorder) = (simulation(), Recorder("r"))
      recorder.onSetUp = { $0.schedule(self.tick, after: .seconds(1)) }
      recorder.onEvent = { _, context in context.schedule(self.tick, after: .seconds(1)) }
      simulation.add(recorder)
      for end in ends { _ = simulation.run(until: SimTime(nanoseconds: end * 1_000_000_000)) }
      return (simulation.context.fingerprints.events, recorder.log.count)
    }
    #expect(fingerprint([10]) == fingerprint([4, 10]))
    #expect(fingerprint([10]).1 == 9)
  }

  @Test("names the component that keeps an instant from ending")
  func zeroDelayLoop() {
    let (simulation, recorder) = (simulation(), Recorder("restless"))
    simulation.limits.eventsPerInstant = 1_000
    recorder.onSetUp = { $0.schedule(self.tick, after: .zero) }
    recorder.onEvent = { _, context in context.schedule(self.tick, after: .zero) }
    simulation.add(recorder)
    let reason = simulation.run(until: SimTime(nanoseconds: 1))
    #expect(reason == .zeroDelayLoop(component: "restless"))
    #expect(recorder.log.count == 1_000)
  }

  @Test("stops at its limits of events and of pending events, and when its observer says so")
  func limits() {
    func run(_ adjust: (inout SimulationLimits) -> Void, observer: ((SimulationProgress) -> Bool)? = nil)
      -> StopReason
    {
      let (simulation, recorder) = (simulation(), Recorder("r"))
      adjust(&simulation.limits)
      recorder.onSetUp = { $0.schedule(self.tick, after: .seconds(1)) }
      recorder.onEvent = { _, context in
        context.schedule(self.tick, after: .seconds(1))
        if context.now.nanoseconds % 100_000_000_000 == 0 { context.schedule(self.tick, after: .days(9)) }
      }
      simulation.add(recorder)
      return simulation.run(until: SimTime(nanoseconds: 20_000_000_000_000), observer: observer)
    }
    #expect(run({ $0.events = 10 }) == .eventLimit)
    #expect(run({ $0.pending = 5 }) == .pendingLimit)
    #expect(run({ _ in }, observer: { _ in false }) == .interrupted)
    #expect(run({ _ in }) == .reachedEnd)
  }

  @Test("gives a stream the same draws whatever else is opened, and none twice")
  func streams() async {
    let (first, second) = (simulation().context, simulation().context)
    _ = second.stream("a/other", .endogenous)
    let (left, right) = (first.stream("b/entry", .exogenous), second.stream("b/entry", .exogenous))
    for _ in 0..<100 { #expect(left.next() == right.next()) }
    await #expect(processExitsWith: .failure) {
      let context = Simulation(seed: 3, assets: [Asset(symbol: "NBT", decimals: 8)]).context
      _ = context.stream("b/entry", .exogenous)
      _ = context.stream("b/entry", .exogenous)
    }
  }
}
