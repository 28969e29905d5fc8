import type { Command } from 'commander'
import type { OutputOf } from '../contract/operation-types.js'
import type { Cli, Desk } from './cli.js'
import { withExamples } from './examples.js'
import { expiry, given } from './options.js'
import { toRecord, toTable } from './table.js'
import { toClockTime, toSpanText } from './times.js'

type Published = OutputOf<'listSchedules', 'response'>['items'][number]
type Timetable = OutputOf<'getSchedule', 'response'>

/** `posthorn schedules …` */
export function addSchedules(program: Command, cli: Cli): void {
  const schedules = program.command('schedules').description('When what was not confirmed is sent again')
  const list = schedules
    .command('list')
    .description('The published schedules')
    .action(
      cli.apiTask(async (client, { desk }) => {
        desk.show(await client.listSchedules({}), toListText(desk))
      }),
    )
  const show = schedules
    .command('show <name>')
    .description('One of them, with the time of each attempt')
    .option(
      '--from <time>',
      'of the first attempt: now (the default), 12h for that long from now, or an instant such as 2026-01-31T09:15:00Z',
      toInstant,
    )
    .action(
      cli.apiTask<{ from?: string }>(async (client, { desk, args: [name = ''], options: { from } }) => {
        desk.show(await client.getSchedule({ name, ...given({ from }) }), toTimetableText(desk))
      }),
    )
  withExamples(list, 'schedules list', 'schedules list --json')
  withExamples(show, 'schedules show payments-72h --from now', 'schedules show adyen-30d --from 2026-01-31T09:15:00Z')
  withExamples(schedules, 'schedules list', 'schedules show payments-72h --from now')
}

const toInstant = (text: string): string => (text === 'now' ? new Date().toISOString() : expiry(text))

const lastOf = ({ delaysSeconds }: Published): number => delaysSeconds.reduce((sum, delay) => sum + delay, 0)

const toListText =
  (desk: Desk) =>
  ({ items }: { items: Published[] }): string =>
    toTable<Published>(
      [
        { title: 'name', cell: (row) => row.name },
        { title: 'attempts', cell: (row) => row.delaysSeconds.length + 1, align: 'right' },
        { title: 'last after', cell: (row) => toSpanText(lastOf(row)), align: 'right' },
        { title: 'what it is', cell: (row) => row.description },
      ],
      items,
      desk.paint,
    )

const toTimetableText =
  (desk: Desk) =>
  ({ name, description, endSeconds, jitter, timetable }: Timetable): string => {
    const head = toRecord([
      ['Schedule', name],
      ['What it is', description],
      ['End', endSeconds === null ? 'with the last attempt' : `${toSpanText(endSeconds)} after the first attempt`],
      ['Jitter', `each delay ± ${String(jitter * 100)} %`],
    ])
    const rows = toTable<Timetable['timetable'][number]>(
      [
        { title: '#', cell: (row) => row.attempt, align: 'right' },
        { title: 'after', cell: (row) => toSpanText(row.afterSeconds), align: 'right' },
        { title: 'at', cell: (row) => toClockTime(row.at) },
      ],
      timetable,
      desk.paint,
    )
    return `${head}\n\n${rows}`
  }
