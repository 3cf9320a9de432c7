// Every limit that a scenario has to stay within, in one place.

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
  /// Simulated time of one run: ten years of 365 days.
  public static let horizon = SimDuration.days(3_650)
  /// Replications of one scenario.
  public static let replications = 100_000
  /// Agents of one run, all kinds together.
  public static let agents = 10_000
  /// Events that may wait in the queue at one time.
  public static let pendingEvents = 1_000_000
  /// Events of one run.
  public static let totalEvents = 1_000_000_000
  /// Events of one run when the scenario does not say.
  public static let defaultTotalEvents = 100_000_000
  /// Bytes of all result files of one run.
  public static let outputBytes = 1 << 30
}
