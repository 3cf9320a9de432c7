// Reports for a group of components what none of them could say alone.

import SimEngine

/// A component that does nothing but add a group's figures to the summary.
final class GroupSummary: Component {
  let name: String
  private let figures: (Context) -> [SummaryMetric]

  /// Figures of a group.
  init(_ group: String, _ figures: @escaping (Context) -> [SummaryMetric]) {
    name = "\(group)/summary"
    self.figures = figures
  }

  func setUp(in context: Context) {}
  func handle(_ event: Event, in context: Context) {}
  func summarize(in context: Context) -> [SummaryMetric] { figures(context) }
}
