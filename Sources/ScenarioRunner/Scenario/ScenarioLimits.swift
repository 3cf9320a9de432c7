// Every limit that a scenario has to stay within, in one place; those of a run are `SimulationLimits`.

public import SimEngine

/// The largest scenario that is accepted: beyond a limit lies an error message, never a crash or a long wait.
public enum ScenarioLimits {
  /// Bytes of one scenario file.
  public static let fileBytes = 1 << 20
  /// Objects and arrays inside one another.
  public static let depth = 64
  /// UTF-8 bytes of one string or key, after its escapes are resolved.
  public static let stringBytes = 4_096
  /// Characters of one number.
  public static let numberBytes = 1_024
  /// Elements of one array, or keys of one object.
  public static let elements = 100_000
  /// Files that `extends` may chain, the scenario itself included.
  public static let extendsChain = 16
  /// Characters of the name of an agent, an exchange or a shock.
  public static let nameLength = 64
  /// Errors that are listed for one scenario; further ones are only counted.
  public static let listedErrors = 100

  /// Whole coins of one amount, in either direction: base units then fit 128 bits 10^8 times over.
  public static let coins: Int128 = 1_000_000_000_000
  /// The longest span and the latest instant that a scenario may name: a hundred years of 365 days, so that the sum of two
  /// of them still fits the 64 bits of simulated time.
  public static let span = SimDuration.days(36_500)
  /// Simulated time of one run: ten years of 365 days.
  public static let horizon = SimDuration.days(3_650)
  /// Points of a sweep.
  public static let points = 10_000
  /// Replications of all points of a sweep together.
  public static let sweepRuns = 1_000_000
  /// Replications of one scenario.
  public static let replications = 100_000
  /// Providers, users of sybils and hunters of one run, all groups together; the rest of a crowd is one component.
  public static let agents = 10_000
}
