import Foundation
import TestSupport
import Testing

@Suite("A world")
struct WorldTests {
    @Test func comesBackFromItsFilesAsItWas() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "world-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        var generator = WorldGenerator(seed: 3)
        for _ in 0..<50 {
            let world = generator.next()
            try world.write(to: folder)
            #expect(try World(folder: folder, atomic: world.atomic) == world)
        }
    }

    @Test func standsInAFailureMessageWithAllItsFiles() {
        var generator = WorldGenerator(seed: 4)
        let world = generator.next()
        for file in world.files {
            #expect(world.description.contains("--- \(file.name)\n\(file.text)"))
        }
        #expect(world.description.contains("--atomic \(world.atomic.rawValue)"))
    }

    @Test func keepsEveryRowOnItsLine() {
        let rows = [2, 5].map {
            World.Row(line: $0, customer: "c", user: "u", product: "p", action: "assign", plans: "A,B")
        }
        let text = World(rows: rows).manifestText
        #expect(text == "customer,user,product,action,plans\nc,u,p,assign,\"A,B\"\n\n\nc,u,p,assign,\"A,B\"\n")
    }
}
