// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "CustomAgent",
  dependencies: [.package(name: "simrun", path: "../..")],
  targets: [
    .executableTarget(
      name: "CustomAgent",
      dependencies: [
        .product(name: "ScenarioRunner", package: "simrun"), .product(name: "SimEngine", package: "simrun"),
      ],
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
      ])
  ]
)
