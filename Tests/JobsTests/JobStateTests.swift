import Jobs
import Testing

/// Which state of a job may follow which: the table of docs/jobs.md.
@Suite struct JobStateTests {
    private static let followers: [JobState: Set<JobState>] = [
        .judged: [.running, .cancelled],
        .running: [.completed, .completedWithErrors, .interrupted, .cancelled, .failed],
        .interrupted: [.running, .cancelled],
        .failed: [.running, .cancelled],
        .completed: [],
        .completedWithErrors: [],
        .cancelled: [],
    ]

    @Test(arguments: JobState.allCases)
    func nothingButTheArrowsOfThePictureIsGone(state: JobState) {
        #expect(Set(JobState.allCases.filter { state.mayBecome($0) }) == Self.followers[state])
    }

    @Test func whatIsNotAtItsEndAndNotAtWorkCanBeResumed() {
        #expect(Set(JobState.allCases.filter(\.canBeResumed)) == [.judged, .interrupted, .failed])
    }
}
