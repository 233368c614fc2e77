import Licensing

/// Looks past jobs up.
package enum JobsQuery {
    /// Every job, the latest first.
    package static func all(in directory: any Directory) throws -> [JobReport] {
        try directory.read { try $0.jobs().map { JobReport($0) } }
    }

    /// The job with this id.
    package static func record(_ id: String, in directory: any Directory) throws -> JobRecord? {
        try directory.read { reader in try reader.jobs().first { $0.id == id } }
    }

    /// Forgets jobs that ended before a time, with what is recorded and kept of them.
    ///
    /// - Parameters:
    ///   - time: seconds since 1970, UTC.
    ///   - directory: holds them.
    /// - Returns: how many there were.
    /// - Throws: `StoreError`.
    package static func prune(endedBefore time: Double, in directory: any Directory) throws -> Int {
        try directory.write(purpose: "seatwise jobs prune") { writer in
            let count = try writer.removeJobs(endedBefore: time)
            try JobFolder(of: directory).removeFiles(besides: try directory.read { try $0.jobIDs() })
            return count
        }
    }

    /// The last job whose outputs go to a folder.
    package static func last(writingTo folder: String, in directory: any Directory) throws -> JobRecord? {
        let folder = JobOptions.fromRoot(folder)
        return try directory.read { reader in try reader.jobs().first { $0.options.out == folder } }
    }

    /// The last job that can be resumed, or may be found to be when it is tried.
    package static func lastOpen(in directory: any Directory) throws -> JobRecord? {
        try directory.read { reader in try reader.jobs().first { $0.state.canBeResumed } }
    }

    /// The jobs whose id is or begins with `id`; `latest` is the last one begun.
    package static func matching(_ id: String, in directory: any Directory) throws -> [JobReport] {
        try directory.read { reader in
            let jobs = try reader.jobs()
            let exact = jobs.filter { $0.id == id }
            let found =
                id == "latest" ? Array(jobs.prefix(1)) : exact.isEmpty ? jobs.filter { $0.id.hasPrefix(id) } : exact
            return try found.map { JobReport($0, customers: try reader.outcomes(of: $0.id)) }
        }
    }
}
