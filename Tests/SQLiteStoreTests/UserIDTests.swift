import Testing

@testable import SQLiteStore

@Suite("How the id of a user is kept")
struct UserIDTests {
    @Test(arguments: ["00000000-0000-0000-0000-000000000000", "0a1b2c3d-4e5f-6789-abcd-ef0123456789"])
    func aCanonicalGUIDIsSixteenBytesAndComesBackAsItWas(id: String) throws {
        let packed = try #require(UserID.packed(Array(id.utf8)))
        #expect(packed.count == 16)
        #expect(packed.withUnsafeBufferPointer { UserID.text($0) } == id)
    }

    @Test(arguments: [
        "", "employee-7", "0A1B2C3D-4e5f-6789-abcd-ef0123456789", "0a1b2c3d-4e5f-6789-abcd-ef012345678",
        "0a1b2c3d-4e5f-6789-abcd-ef012345678g", "0a1b2c3d4e5f-6789-abcd-ef0123456789-",
        "0a1b2c3d-4e5f-6789-abcd_ef0123456789", "------------------------------------",
    ])
    func anyOtherIDStaysText(id: String) {
        #expect(UserID.packed(Array(id.utf8)) == nil)
    }
}
