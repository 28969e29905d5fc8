import type { Command } from 'commander'
import type { Erasure } from '../contract/subjects.js'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'
import { toRecord } from './table.js'

/** `posthorn subjects …` */
export function addSubjects(program: Command, cli: Cli): void {
  const subjects = program.command('subjects').description('Those whom events are about')
  const command = subjects
    .command('erase <ref>')
    .description('Remove the payloads of all events about a subject, for good; their trail stays')
    .action(
      cli.apiTask(async (client, { desk, args: [ref = ''] }) => {
        desk.show(await client.eraseSubject({ ref }), toErasureText)
      }),
    )
  withExamples(command, "subjects erase customer-4711 --reason 'asked for by the customer'")
  withExamples(subjects, 'subjects erase customer-4711')
}

const toErasureText = ({ events, notifications, attempts }: Erasure): string =>
  toRecord([
    ['Payloads removed', events],
    ['Notifications cancelled', notifications],
    ['Answers removed', attempts],
  ])
