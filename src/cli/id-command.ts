import type { Command } from 'commander'
import type { Client } from '../client/client.js'
import type { Cli, Desk } from './cli.js'
import { withExamples } from './examples.js'

/** A command that takes one id and shows what the API answers to it. */
export interface IdCommand<Answer> {
  readonly name: string
  readonly description: string
  readonly ask: (client: Client, id: string) => Promise<Answer>
  readonly toText: (desk: Desk) => (answer: Answer) => string
  /** What follows the name in the example: an id, and options where they are needed. */
  readonly example: string
}

/** Adds it to a group such as `posthorn replays`. */
export function addIdCommand<Answer>(group: Command, cli: Cli, { name, description, ask, toText, example }: IdCommand<Answer>): void {
  const command = group
    .command(`${name} <id>`)
    .description(description)
    .action(
      cli.apiTask(async (client, { desk, args: [id = ''] }) => {
        desk.show(await ask(client, id), toText(desk))
      }),
    )
  withExamples(command, `${group.name()} ${name} ${example}`)
}
