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

    /// The same as the directory keeps it.
    static func record(_ id: String, in directory: any Directory) throws -> JobRecord {
        let id = try job(id, in: directory).id
        guard let job = try JobsQuery.record(id, in: directory) else {
            throw CommandRefusal(
                status: .usage,
                message: "job \(id) was pruned just now: `seatwise jobs` lists the rest"
            )
        }
        return job
    }
}
