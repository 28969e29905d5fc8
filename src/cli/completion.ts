import { Argument, type Command } from 'commander'
import type { Cli } from './cli.js'
import { type Shell, shells, toCompletionScript } from './completion-scripts.js'
import { toCompletionTree } from './completion-tree.js'
import { withExamples } from './examples.js'

/** `posthorn completion`: a script generated from the program itself, so that it cannot lag behind. */
export function addCompletion(program: Command, cli: Cli): void {
  const command = program
    .command('completion')
    .description('Print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'your shell').choices(shells))
    .action(
      cli.task(({ desk, args: [shell] }) => {
        desk.io.stdout.write(toCompletionScript[shell as Shell](toCompletionTree(program)))
        return Promise.resolve(0)
      }),
    )
  withExamples(
    command,
    'completion bash > ~/.local/share/bash-completion/completions/posthorn',
    'completion zsh > ~/.zsh/completions/_posthorn',
    'completion fish > ~/.config/fish/completions/posthorn.fish',
  )
}
