import { expect, it, jest } from '@jest/globals'
import { createClient } from '../../src/client/client.js'
import { timingOf } from '../../src/domain/schedules.js'
import { eventually } from '../helpers/eventually.js'
import { startReceiver } from '../helpers/receiver.js'
import { newDataDir, processesOf, startUp } from './run-up.js'

jest.setTimeout(240_000)

/** 72 hours in 52 seconds: everything is as it is, but for how fast schedules go by. */
const speed = 5_000
const factor = 1 / speed
const { delaysSeconds, endSeconds } = timingOf({ name: 'payments-72h' })
const endMs = endSeconds! * 1000 * factor
const env = { POSTHORN_SCHEDULE_SPEED: String(speed) }

it('S2-15: goes through the 72 hours of a schedule, over a restart of everything in the middle', async () => {
  const dataDir = newDataDir()
  const receiver = await startReceiver()
  receiver.answers(503)
  const first = startUp(dataDir, ['--no-demo'], env)
  const { url, apiKey = '' } = await first.ready()
  const before = createClient({ baseUrl: url, apiKey })
  await before.createSubscription({ url: receiver.url, eventTypes: ['*'], activate: true, check: 'none' })
  const { notifications } = await before.publishEvent({ type: 'payment.settled', data: { object: { id: 'pay_1' } } })
  const { id } = notifications[0]!
  await eventually(async () => expect((await before.getNotification({ id })).attempts).toBeGreaterThanOrEqual(12), { withinMs: 60_000 })
  expect(await first.end('SIGINT')).toBe(0)
  expect(processesOf(dataDir)).toEqual([])

  const second = startUp(dataDir, ['--no-demo'], env)
  const client = createClient({ baseUrl: (await second.ready()).url, apiKey })
  await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'exhausted' }), { withinMs: 90_000 })
  await eventually(async () => expect(await client.getWorkflow({ id })).toMatchObject({ workflowId: id, status: 'FAILED' }))

  const { items } = await client.listAttempts({ id })
  expect(items.map(({ number, round, duplicate }) => ({ number, round, duplicate }))).toEqual(
    items.map((_, i) => ({ number: i + 1, round: 1, duplicate: false })),
  )
  expect(receiver.received()).toHaveLength(items.length)
  const startMs = items.map(({ startedAt }) => Date.parse(startedAt) - Date.parse(items[0]!.startedAt))
  for (const [i, { nextAttemptAt, timings, decision }] of items.slice(0, -1).entries()) {
    const endedMs = startMs[i]! + timings.totalMs
    const dueMs = Date.parse(nextAttemptAt!) - Date.parse(items[0]!.startedAt)
    const delayMs = delaysSeconds[i]! * 1000 * factor
    expect(decision).toBe('retry')
    expect(dueMs - endedMs).toBeGreaterThanOrEqual(Math.min(delayMs * 0.9, endMs - endedMs) - 5)
    expect(dueMs).toBeLessThanOrEqual(endMs + 1)
    expect(startMs[i + 1]!).toBeGreaterThanOrEqual(dueMs - 5)
  }
  // what was due while everything was down was made up for: given up only when all attempts were made, or the time was over
  expect(items.length === delaysSeconds.length + 1 || startMs.at(-1)! >= endMs - 5).toBe(true)
  expect(items.at(-1)).toMatchObject({ decision: 'exhausted', nextAttemptAt: null })
  expect(await second.end('SIGINT')).toBe(0)
  await receiver.stop()
})
