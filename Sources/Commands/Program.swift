import ArgumentParser
import Glibc

/// The whole of the tool: from the words on the command line to the exit code.
package enum Program {
    /// Runs the command that this process was started with, and ends the process.
    package static func main() -> Never {
        StandardStreams.secure()
        let surroundings = Surroundings.process()
        CrashSignals.install(surroundings.variables)
        StopSignals.install()
        exit(run(Array(CommandLine.arguments.dropFirst()), in: surroundings).rawValue)
    }

    /// Runs a command line in surroundings that tests can choose.
    static func run(_ arguments: [String], in surroundings: Surroundings) -> ExitStatus {
        let command: any ParsableCommand
        do {
            command = try SeatwiseCommand.parseAsRoot(arguments)
        } catch {
            return answer(error, surroundings.console)
        }
        let reporting = command as? any ReportingCommand
        let surroundings = reporting.map { surroundings.speaking(as: $0.output) } ?? surroundings
        do {
            if let command = command as? any ToolCommand {
                return try command.carryOut(in: surroundings)
            }
            // What is left are the parser's own commands, such as `help`, which throw what they have to say.
            var command = command
            try command.run()
            return .success
        } catch let error where SeatwiseCommand.exitCode(for: error) != .failure {
            return answer(error, surroundings.console)
        } catch {
            return report(Failure(error), surroundings.console)
        }
    }

    /// Says what the parser has to say: help and the like are results, a mistake on the command line is a message.
    private static func answer(_ error: any Error, _ console: Console) -> ExitStatus {
        let text = SeatwiseCommand.fullMessage(for: error) + "\n"
        guard SeatwiseCommand.exitCode(for: error).isSuccess else {
            console.messages.say(text)
            return .usage
        }
        do {
            try console.results.write(text)
            return .success
        } catch {
            return report(Failure(error), console)
        }
    }

    private static func report(_ failure: Failure, _ console: Console) -> ExitStatus {
        if let message = failure.message {
            console.messages.say("Error: \(message)\n")
        }
        return failure.status
    }
}
