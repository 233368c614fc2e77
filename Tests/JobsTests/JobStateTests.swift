import Jobs
import Testing

/// Which state of a job may follow which: the table of docs/jobs.md.
@Suite struct JobStateTests {
    @Test func whatHasEndedStaysAsItEnded() {
        for state in JobState.allCases where state != .running {
            #expect(JobState.allCases.allSatisfy { !state.mayBecome($0) })
        }
    }

    @Test func aRunningJobMayEndInAnyWay() {
        #expect(
            JobState.allCases.filter { JobState.running.mayBecome($0) } == JobState.allCases.filter { $0 != .running }
        )
    }
}
