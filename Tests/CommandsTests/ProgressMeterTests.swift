import ArgumentParser
import Testing

@testable import Commands

@Suite struct ProgressMeterTests {
    private func meter(_ stage: Stage, _ flags: String...) throws -> ProgressMeter {
        ProgressMeter(stage.surroundings, try OutputOptions.parse(flags))
    }

    @Test func shortWorkShowsNothing() throws {
        let stage = try Stage(isTerminal: true)
        let meter = try meter(stage)
        stage.wait(0.2)
        meter.update("judging", .things("rows"), done: 5, total: 10)
        meter.clear()
        #expect(stage.messages.isEmpty)
    }

    @Test func aTerminalIsRedrawnTenTimesASecondAtMost() throws {
        let stage = try Stage(isTerminal: true)
        let meter = try meter(stage)
        for done in 1...200 {
            stage.wait(0.01)
            meter.update("judging", .things("rows"), done: done, total: 200)
        }
        let redrawn = stage.messages.filter { $0 == "\r" }.count
        #expect((15...18).contains(redrawn))
        #expect(!stage.messages.contains("\n"))
    }

    @Test func theLineIsTakenAwayAtTheEndAndOnlyOnce() throws {
        let stage = try Stage(isTerminal: true, columns: 20)
        let meter = try meter(stage)
        stage.wait(1)
        meter.update("judging", .things("rows"), done: 5, total: 10)
        #expect(stage.takeMessages() == "\rjudging  50%\u{1B}[K")
        meter.clear()
        meter.clear()
        #expect(stage.takeMessages() == "\r\u{1B}[K")
    }

    @Test func whereThereIsNoTerminalALineIsWrittenEveryFiveSeconds() throws {
        let stage = try Stage()
        let meter = try meter(stage)
        for done in 1...12 {
            stage.wait(1)
            meter.update("judging", .things("rows"), done: done, total: 100)
        }
        #expect(
            stage.messages
                == """
                judging: 5%, 5 of 100 rows, 1/s, 1m 35s left
                judging: 10%, 10 of 100 rows, 1/s, 1m 30s left

                """
        )
    }

    @Test func aDumbTerminalIsTreatedAsALog() throws {
        let stage = try Stage(isTerminal: true, variables: ["TERM": "dumb"])
        let meter = try meter(stage)
        stage.wait(6)
        meter.update("judging", .things("rows"), done: 1, total: 2)
        #expect(!stage.messages.contains("\u{1B}") && !stage.messages.contains("\r"))
        #expect(stage.messages.hasSuffix("\n"))
    }

    @Test func quietMeansNoProgress() throws {
        let stage = try Stage(isTerminal: true)
        let meter = try meter(stage, "--quiet")
        stage.wait(60)
        meter.update("judging", .things("rows"), done: 1, total: 2)
        #expect(stage.messages.isEmpty)
    }

    @Test func whatIsDoneNeverGoesBack() throws {
        let stage = try Stage(isTerminal: true, columns: 16)
        let meter = try meter(stage)
        stage.wait(1)
        meter.update("judging", .things("rows"), done: 8, total: 10)
        stage.wait(1)
        meter.update("judging", .things("rows"), done: 3, total: 10)
        #expect(stage.messages == "\rjudging  80%\u{1B}[K\rjudging  80%\u{1B}[K")
    }

    @Test func aStageBeginsWhereTheLastOneEndedAndQuestionsDoNotCount() throws {
        let stage = try Stage()
        let meter = try meter(stage)
        stage.wait(1)
        meter.update("judging", .things("rows"), done: 10, total: 10)
        meter.clear()
        stage.wait(60)
        meter.clear()
        stage.wait(2)
        meter.update("writing", .things("rows"), done: 10, total: 20)
        #expect(stage.messages == "writing: 50%, 10 of 20 rows, 5/s, 2s left\n")
    }
}
