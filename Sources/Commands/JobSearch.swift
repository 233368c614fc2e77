import Jobs
import Manifest

/// Finds the one job that a user means.
enum JobSearch {
    static func job(_ id: String, in directory: any Directory) throws -> JobReport {
        let found = try JobsQuery.matching(id, in: directory)
        guard let job = found.first, found.count == 1 else {
            let message =
                found.isEmpty
                ? "no job \(MessageText.value(id)): `seatwise jobs` lists them"
                : "\(MessageText.value(id)) begins the ids of \(found.count) jobs, "
                    + "\(MessageText.list(found.map(\.id), limit: 3)): write more of the one that is meant"
            throw CommandRefusal(status: .usage, message: message)
        }
        return job
    }
}
