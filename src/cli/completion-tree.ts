import type { Command, Help, Option } from 'commander'

export interface CompletionWord {
  readonly word: string
  readonly description: string
}

export interface CompletionOption extends CompletionWord {
  readonly takesValue: boolean
  /** What the value may be; empty: anything. */
  readonly choices: readonly string[]
}

/** What may follow one command: `path` is `''` for the program itself, `/events/publish` for a command of a group. */
export interface CompletionNode {
  readonly path: string
  readonly words: readonly CompletionWord[]
  readonly options: readonly CompletionOption[]
}

/** Every command of a program with what may follow it, in the order of its help. */
export function toCompletionTree(program: Command): CompletionNode[] {
  return nodesBelow(program, '')
}

function nodesBelow(command: Command, path: string): CompletionNode[] {
  const help = command.createHelp()
  help.showGlobalOptions = true
  const below = help.visibleCommands(command).filter((child) => child.name() !== 'help')
  const words = [...below.map((child) => ({ word: child.name(), description: child.description() })), ...argumentChoices(command)]
  return [{ path, words, options: optionsOf(help, command) }, ...below.flatMap((child) => nodesBelow(child, `${path}/${child.name()}`))]
}

const argumentChoices = (command: Command): CompletionWord[] =>
  command.registeredArguments.flatMap((argument) => (argument.argChoices ?? []).map((word) => ({ word, description: '' })))

const optionsOf = (help: Help, command: Command): CompletionOption[] =>
  [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)].flatMap(toCompletionOption)

function toCompletionOption({ long, description, required, optional, argChoices }: Option): CompletionOption[] {
  return long === undefined ? [] : [{ word: long, description, takesValue: required || optional, choices: argChoices ?? [] }]
}
