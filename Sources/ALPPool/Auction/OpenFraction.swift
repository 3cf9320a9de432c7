// How much of an order counts that was open for a part of a sample's slot.

public import SimEngine

extension SubmittedOrder {
  /// The order with the part of its amount that it was open for in a slot of time.
  ///
  /// The first pools did so where an exchange told when an order was opened and closed; others counted it in
  /// full. `ALPPoolComponent` does it where its schedule says so, under any rule, with orders that are still open.
  /// - Parameters:
  ///   - opened: When it was placed, or nil when unknown.
  ///   - closed: When it was withdrawn or filled, or nil while it is open.
  ///   - end: The end of the slot.
  ///   - span: The slot's length, positive: a minute divided by the samples.
  public func weighted(
    openedAt opened: SimTime?, closedAt closed: SimTime? = nil, inSlotEnding end: SimTime,
    lasting span: SimDuration
  ) -> SubmittedOrder {
    invariant(span > .zero, "a slot lasts \(span.seconds) s")
    let from = max(opened ?? end - span, end - span)
    let until = min(closed ?? end, end)
    let fraction = max(0, (until - from).seconds / span.seconds)
    return SubmittedOrder(id: id, side: side, amount: amount * fraction, price: price)
  }
}
