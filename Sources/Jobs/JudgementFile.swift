import Manifest

/// The judgement of a job, or of a plan that is being saved, on its way to the disk.
protocol JudgementFile: Sendable {
    /// Brings all of it to the disk, where nobody can find it yet.
    ///
    /// - Throws: `FileTrouble`.
    func bringToDisk() throws

    /// Gives it the name under which it is found from then on, for certain.
    ///
    /// - Throws: `FileTrouble`.
    func keep(as path: String) throws
}

/// A copy of a saved plan.
extension KeptFile: JudgementFile {}
