import Licensing
import Testing

@Suite("Places")
struct PlacesTests {
    @Test("keep every position apart from every other", arguments: [0, 1, 63, 64, 127, 128, 191, 192, 254, 255])
    func positionsStandAlone(position: Int) {
        var places = Places()
        places.insert(position)
        var found: [Int] = []
        places.forEachPosition { found.append($0) }
        #expect(found == [position])
        #expect((0...255).filter(places.contains) == [position])
        #expect(places.isHeld == (position == Places.heldPosition))
    }

    @Test("hold all plans of a product and the product", arguments: [0, 1, 63, 64, 65, 86, 128, 255])
    func allPlaces(planCount: Int) {
        var found: [Int] = []
        Places.all(planCount: planCount).forEachPosition { found.append($0) }
        #expect(found == Array(0..<planCount) + [Places.heldPosition])
    }

    @Test("combine like sets")
    func combineLikeSets() {
        var left = Places()
        var right = Places()
        for position in [1, 70, 200] { left.insert(position) }
        for position in [70, 130, 255] { right.insert(position) }
        func positions(_ places: Places) -> [Int] {
            var found: [Int] = []
            places.forEachPosition { found.append($0) }
            return found
        }
        #expect(positions(left.union(right)) == [1, 70, 130, 200, 255])
        #expect(positions(left.intersection(right)) == [70])
        #expect(positions(left.subtracting(right)) == [1, 200])
        #expect(positions(left.symmetricDifference(right)) == [1, 130, 200, 255])
    }
}
