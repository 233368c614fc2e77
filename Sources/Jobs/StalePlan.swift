/// A saved plan that is not to be applied: nothing was changed.
package enum StalePlan: Error, Sendable {
    /// It was made for another directory.
    case otherDirectory
    /// It was applied, by this job.
    case applied(JobRecord)
}
