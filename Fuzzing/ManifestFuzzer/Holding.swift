/// Ends the run unless a rule holds.
func hold(_ isHeld: Bool, _ rule: String, _ details: @autoclosure () -> String) {
    if !isHeld { broken(rule, details()) }
}

/// Ends the run: libFuzzer notices the trap and keeps the input that led here.
func broken(_ rule: String, _ details: String) -> Never {
    fatalError("Broken: \(rule).\n\(details)")
}
