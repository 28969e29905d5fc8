import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Client } from '../client/client.js'
import type { Attempt, Notification } from '../contract/notifications.js'
import type { ApiTask, Cli, Desk } from './cli.js'
import { withExamples } from './examples.js'
import { isPassing } from './failure-view.js'
import { printable } from './table.js'
import { toClockTime, toDistance, toDuration } from './times.js'
import { notificationTones, outcomeTones } from './tones.js'

const soonMs = 250
const laterMs = 1000
const terminal: ReadonlySet<Notification['state']> = new Set(['delivered', 'exhausted', 'cancelled', 'gone'])

/** `posthorn notifications watch` */
export function addWatch(notifications: Command, cli: Cli): void {
  const command = notifications
    .command('watch <id>')
    .description('Follow one notification live until it has ended; exit code 0: delivered, 1: ended otherwise')
    .action(cli.apiTask(watch))
  withExamples(
    command,
    'notifications watch ntf_06f1zk3v8wq2m4x7c9d0r5t6ya',
    'notifications watch ntf_06f1zk3v8wq2m4x7c9d0r5t6ya --json    # one attempt a line, the notification last',
  )
}

const watch: ApiTask<object> = async (client, { desk, args: [id = ''] }) => {
  const first = await client.getNotification({ id })
  if (!desk.json) desk.print(`${desk.paint('bold', first.id)} ${first.eventType} → ${first.subscription}`)
  const last = await follow(client, first, createNarrator(desk))
  desk.show(last, (notification) => toEndText(desk, notification))
  return last.state === 'delivered' ? 0 : 1
}

interface Narrator {
  readonly attempts: (attempts: readonly Attempt[]) => void
  readonly state: (notification: Notification) => void
  readonly trouble: (error: unknown) => void
}

/** Looks again and again: an attempt is written in one transaction with the state, so attempts read after it are complete. */
async function follow(client: Client, first: Notification, narrator: Narrator): Promise<Notification> {
  let notification = first
  for (;;) {
    const { items } = await persistently(() => client.listAttempts({ id: first.id }), narrator)
    narrator.attempts(items)
    narrator.state(notification)
    if (terminal.has(notification.state)) return notification
    await sleep(pauseMs(notification))
    notification = await persistently(() => client.getNotification({ id: first.id }), narrator)
  }
}

/** A node that restarts is no reason to stop watching. */
async function persistently<T>(read: () => Promise<T>, narrator: Narrator): Promise<T> {
  for (;;) {
    try {
      return await read()
    } catch (error) {
      if (!isPassing(error)) throw error
      narrator.trouble(error)
      await sleep(laterMs)
    }
  }
}

const pauseMs = ({ state, nextAttemptAt }: Notification): number =>
  state === 'held' || (nextAttemptAt !== null && new Date(nextAttemptAt).getTime() - Date.now() > 10_000) ? laterMs : soonMs

function createNarrator(desk: Desk): Narrator {
  const told = new Set<string>()
  const once = (key: string, tell: () => void): void => {
    if (!told.has(key)) tell()
    told.add(key)
  }
  return {
    attempts: (attempts) => {
      if (attempts.length > 0) told.delete('trouble')
      for (const attempt of attempts) {
        once(`${attempt.round} ${attempt.number} ${attempt.startedAt}`, () => {
          desk.show(attempt, (made) => toAttemptLine(desk, made))
        })
      }
    },
    state: ({ state, attempts }) => {
      if (state === 'held' && !desk.json) once(`held ${attempts}`, () => desk.print('held: its subscription is paused or not active'))
      if (state !== 'held') told.delete(`held ${attempts}`)
    },
    trouble: () => {
      once('trouble', () => desk.io.stderr.write('no answer from the API; looking again until there is one\n'))
    },
  }
}

function toAttemptLine(desk: Desk, attempt: Attempt): string {
  const { number, startedAt, outcome, reason, timings, decision, nextAttemptAt, duplicate } = attempt
  const what = `${desk.paint(outcomeTones[outcome], outcome)}: ${printable(reason)}, ${toDuration(timings.totalMs) ?? ''}`
  return `${toClockTime(startedAt) ?? ''}  #${number}${duplicate ? ' (duplicate)' : ''}  ${what} → ${decision}${toNextText(nextAttemptAt, desk.now())}`
}

/** Of an attempt that was shown late, the next one may be over already. */
function toNextText(nextAttemptAt: string | null, now: Date): string {
  if (nextAttemptAt === null) return ''
  const distance = new Date(nextAttemptAt) > now ? ` (${toDistance(nextAttemptAt, now)})` : ''
  return ` at ${toClockTime(nextAttemptAt) ?? ''}${distance}`
}

const toEndText = (desk: Desk, { state, attempts }: Notification): string =>
  `${desk.paint(notificationTones[state], state)} after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`
