import type { Command } from 'commander'

/** Adds examples to the help of a command. Each is one line, as it is typed. */
export const withExamples = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText(
    'after',
    ['', lines.length === 1 ? 'Example:' : 'Examples:', ...lines.map((line) => `  $ posthorn ${line}`)].join('\n'),
  )
