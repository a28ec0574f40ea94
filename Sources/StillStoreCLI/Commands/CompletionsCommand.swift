import ArgumentParser

struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print a completion script for a shell.",
        discussion: """
            bash: stillstore completions bash > ~/.local/share/bash-completion/completions/stillstore
            zsh:  stillstore completions zsh > ~/.zfunc/_stillstore
            fish: stillstore completions fish > ~/.config/fish/completions/stillstore.fish
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish

        var shell: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() {
        Console.result(StillStoreCommand.completionScript(for: shell.shell))
    }
}
