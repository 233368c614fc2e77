import Testing

@testable import Commands

@Suite struct ProgressTextTests {
    private let half = ProgressText(
        label: "judging",
        unit: .things("rows"),
        done: 500_000,
        total: 1_000_000,
        elapsed: 4
    )

    @Test(arguments: [
        (100, "judging  [##########..........]   50%  500,000 of 1,000,000 rows  125,000/s  4s left"),
        (80, "judging  [##########..........]   50%  500,000 of 1,000,000 rows  4s left"),
        (50, "judging  [##########..........]   50%  4s left"), (30, "judging   50%  4s left"), (20, "judging  50%"),
        (8, "judg..."),
    ])
    func aNarrowTerminalIsToldLess(columns: Int, line: String) {
        #expect(half.line(columns: columns) == line)
    }

    @Test(arguments: 8...120)
    func noLineReachesTheLastColumn(columns: Int) {
        #expect(DisplayWidth.of(half.line(columns: columns)) < columns)
    }

    @Test func bytesAreShownAsMegabytes() {
        let text = ProgressText(label: "reading", unit: .bytes, done: 12_340_000, total: 78_000_000, elapsed: 0.5)
        #expect(text.logLine == "reading: 15%, 12.3 of 78.0 MB, 24.6 MB/s, 3s left")
    }

    @Test func nothingDoneYetPromisesNothing() {
        let text = ProgressText(label: "reading", unit: .things("rows"), done: 0, total: 10, elapsed: 3)
        #expect(text.logLine == "reading: 0%, 0 of 10 rows")
    }

    @Test(arguments: [(59.0, "59s"), (90, "1m 30s"), (7260, "2h 1m")])
    func timeLeftIsSaidInTheUnitsOfPeople(seconds: Double, text: String) {
        let progress = ProgressText(label: "x", unit: .things("rows"), done: 1, total: 2, elapsed: seconds)
        #expect(progress.logLine.hasSuffix(", \(text) left"))
    }

    @Test func aTotalOfNothingIsDone() {
        let text = ProgressText(label: "judging", unit: .things("rows"), done: 0, total: 0, elapsed: 1)
        #expect(text.line(columns: 20) == "judging  100%")
    }
}
