// What a reserve of a simulation starts with, and how often it is measured.

public import SimEngine

/// What a reserve starts with.
public struct ReservePlan: Sendable {
  /// The parameters of its pricing contract.
  public let parameters: LiquidityParameters
  /// Wei deposited at the start.
  public let ether: Amount
  /// Token units deposited at the start.
  public let tokens: Amount
  /// How often the outside price is looked at.
  public let sampleEvery: SimDuration
  /// How often a row of its state is written.
  public let writeEvery: SimDuration

  /// A plan.
  /// - Precondition: rows are written at whole multiples of the looks.
  public init(
    parameters: LiquidityParameters, ether: Amount, tokens: Amount, sampleEvery: SimDuration,
    writeEvery: SimDuration
  ) {
    invariant(
      writeEvery.nanoseconds.isMultiple(of: sampleEvery.nanoseconds), "rows of a reserve between two looks")
    self.parameters = parameters
    self.ether = ether
    self.tokens = tokens
    self.sampleEvery = sampleEvery
    self.writeEvery = writeEvery
  }
}
