import ArgumentParser
import Jobs

/// `seatwise template`: an empty manifest to fill in.
struct TemplateCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "Prints an empty manifest, ready for a spreadsheet.",
        discussion: """
              seatwise template > manifest.csv
              seatwise plan manifest.csv
            """
    )

    @OptionGroup var store: StoreOptions

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        try surroundings.console.results.write(ManifestFormat.template)
        return .success
    }
}
