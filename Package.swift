// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// A library target. Arrows point downwards only: docs/architecture.md draws them.
func library(
  _ name: String, uses dependencies: [Target.Dependency] = [], linking linker: [LinkerSetting] = []
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict, linkerSettings: linker)
}

/// The tests of one target, with what laws are judged by and with the recorded vectors they check against.
func tests(of name: String, uses dependencies: [Target.Dependency] = [], fixtures: Bool = false)
  -> Target
{
  .testTarget(
    name: name + "Tests",
    dependencies: [.byName(name: name), "Laws"] + dependencies,
    resources: fixtures ? [.copy("Fixtures")] : [],
    swiftSettings: strict)
}

let package = Package(
  name: "simrun",
  products: [
    .library(name: "SimEngine", targets: ["SimEngine"]),
    .library(name: "AgentModels", targets: ["AgentModels"]),
    .library(name: "ALPPool", targets: ["ALPPool"]),
    .library(name: "APRReserve", targets: ["APRReserve"]),
    .library(name: "ScenarioRunner", targets: ["ScenarioRunner"]),
    .executable(name: "simrun", targets: ["simrun"]),
  ],
  targets: [
    // The system's mathematics library is linked for rounding to whole numbers alone, which is exact everywhere;
    // exp and log, which are not, come from DeterministicMath.
    library("SimEngine", linking: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    library("AgentModels", uses: ["SimEngine"]),
    library("ALPPool", uses: ["SimEngine"]),
    library("APRReserve", uses: ["SimEngine"]),
    library("ScenarioRunner", uses: ["SimEngine", "AgentModels", "ALPPool", "APRReserve"]),
    .executableTarget(name: "simrun", dependencies: ["ScenarioRunner"], swiftSettings: strict),
    .target(name: "Laws", path: "Tests/Laws", swiftSettings: strict),
    tests(of: "SimEngine", fixtures: true),
    tests(of: "AgentModels", uses: ["SimEngine"], fixtures: true),
    tests(of: "ALPPool", uses: ["SimEngine"], fixtures: true),
    tests(of: "APRReserve", uses: ["SimEngine"], fixtures: true),
    tests(of: "ScenarioRunner", uses: ["SimEngine", "AgentModels", "ALPPool"]),
    tests(of: "simrun", uses: ["ScenarioRunner"]),
  ]
)
