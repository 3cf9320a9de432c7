// Runs on several threads: who is free takes the next, and each result goes to its place.

import Dispatch
import SimEngine
import Synchronization

/// Does something for each of some numbers on several threads.
enum WorkQueue {
  /// Calls a closure for each number, in their order as threads become free, and returns when all calls have.
  /// - Parameter body: Says whether to go on; after false no further call begins.
  static func forEach(_ numbers: [Int], workers: Int, _ body: @Sendable (Int) -> Bool) {
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(workers, numbers.count)) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < numbers.count else { return }
        if !body(numbers[index]) { next.store(numbers.count, ordering: .relaxed) }
      }
    }
  }
}

/// Where runs on several threads put their results, each in its place.
final class ResultTable: Sendable {
  private struct State {
    var results: [Result<ReplicationResult, ScenarioError>?]
    /// The result that came first, with whose names the others go.
    var named: ReplicationResult?
  }

  private let state: Mutex<State>

  init(count: Int) { state = Mutex(State(results: Array(repeating: nil, count: count))) }

  /// Puts a result into its place.
  /// - Returns: Whether further runs should begin: not after an error or a stop.
  func fill(_ place: Int, with result: Result<ReplicationResult, ScenarioError>) -> Bool {
    state.withLock { state in
      if state.named == nil, let first = try? result.get() { state.named = first.withoutTables }
      state.results[place] =
        state.named.map { named in result.map { $0.sharingNames(with: named) } } ?? result
    }
    return (try? result.get().status) ?? .interrupted != .interrupted
  }

  /// The results in the order of their places; those that never began are missing.
  func all() throws(ScenarioError) -> [ReplicationResult] {
    var all: [ReplicationResult] = []
    for result in state.withLock({ $0.results }) {
      if let result { all.append(try result.get()) }
    }
    return all
  }
}
