/// The manifest was applied by an earlier job, and the user wants it applied only once: nothing was changed.
package struct AppliedBefore: Error {
    package let job: JobRecord
}
