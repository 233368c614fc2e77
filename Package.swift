// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "seatwise",
    products: [
        .executable(name: "seatwise", targets: ["seatwise"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"])]),
        .target(name: "Licensing"),
        .target(
            name: "Manifest",
            dependencies: ["CLibCSV", .product(name: "Crypto", package: "swift-crypto")]
        ),
        .target(name: "Jobs", dependencies: ["Licensing", "Manifest"]),
        .target(
            name: "SQLiteStore",
            dependencies: [
                "Jobs", "Licensing",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "Commands",
            dependencies: [
                "Jobs", "Licensing", "Manifest", "SQLiteStore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(name: "seatwise", dependencies: ["Commands"]),
        .target(name: "TestSupport", dependencies: ["Jobs", "Licensing", "Manifest", "SQLiteStore"]),
        .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"]),
        .testTarget(name: "LicensingTests", dependencies: ["Licensing", "TestSupport"]),
        .testTarget(name: "ManifestTests", dependencies: ["Manifest", "TestSupport"]),
        .testTarget(name: "JobsTests", dependencies: ["Jobs", "Licensing", "Manifest", "SQLiteStore", "TestSupport"]),
        .testTarget(name: "SQLiteStoreTests", dependencies: ["Jobs", "Licensing", "SQLiteStore", "TestSupport"]),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "Commands", "Jobs", "Manifest", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .testTarget(name: "EndToEndTests", dependencies: ["Jobs", "SQLiteStore", "TestSupport"]),
    ]
)

// The fuzzer of the CSV reader, which libFuzzer is the main program of: `scripts/fuzz` asks for it, nobody else.
if Context.environment["SEATWISE_FUZZ"] != nil {
    package.products.append(.executable(name: "ManifestFuzzer", targets: ["ManifestFuzzer"]))
    package.targets.append(
        .executableTarget(
            name: "ManifestFuzzer",
            dependencies: ["Manifest"],
            path: "Fuzzing/ManifestFuzzer",
            // Without a main of its own.
            swiftSettings: [.unsafeFlags(["-parse-as-library"])]
        )
    )
}

// `scripts/sanitize` says which sanitizer it builds everything for once more; what it does not run is left out.
if let sanitizer = Context.environment["SEATWISE_SANITIZE"] {
    package.products = []
    package.targets.removeAll { ["seatwise", "EndToEndTests", "TestSupportTests"].contains($0.name) }
    if sanitizer == "thread" {
        let path = "Tests/Sanitizers/ThreadSanitizerMutex"
        package.targets.append(.target(name: "ThreadSanitizerMutex", path: path))
        // All tests become one program, so one of them is enough.
        package.targets.first { $0.name == "JobsTests" }?.dependencies.append("ThreadSanitizerMutex")
    }
}

for target in package.targets where target.type != .system {
    target.swiftSettings = strict + (target.swiftSettings ?? [])
}
