import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import { createSubscription, deleteSubscription, failingSince } from '../api.js'
import { measure, type Measured } from '../measure.js'
import { eventTypesOf, type Stage } from '../stage.js'
import { beside } from './isolation.js'
import type { Scale } from './spine.js'

export interface MeasuredDead {
  readonly runs: readonly Measured[]
  /** Publish to receive p99 of the others by that beside one that is alive: while it is dead, and while it is given what it is owed. */
  readonly deadP99Ratio: number
  readonly drainP99Ratio: number
  readonly openWorkflows: number
  readonly nodeMegabytes: number
  readonly notifications: number
  readonly delivered: number
  readonly mostInASecond: number
  readonly recoveredMs: number
}

export const deadLimit = 500
/** Of a hundred notifications each, a second: as many as a receiver that has recovered is given. */
const REQUESTS_A_SECOND = deadLimit / 100
const FAILING_WITHIN_MS = 120_000
const RECOVERED_WITHIN_MS = 600_000

/**
 * 50,000 notifications for one receiver that answers 503, while others go on; then it recovers and gets all of them. The others are
 * compared with what they are beside a receiver that takes as many.
 */
export async function dead(stage: Stage, scale: Scale): Promise<MeasuredDead> {
  const { api, receiver } = stage
  const load = { eventTypes: eventTypesOf('ok'), events: scale(1_500), publishers: 16, perSecond: 50, perRequest: 1 } as const
  const rateLimit = { requests: deadLimit, per: 'second' } as const
  const rival = { publishers: 4, perSecond: REQUESTS_A_SECOND, perRequest: 100 }
  await createSubscription(api, { url: `${stage.receiverUrl}/beside/1`, eventTypes: ['bench.alive'], rateLimit })
  const alive = { ...rival, eventTypes: ['bench.alive'], events: scale(15_000) }
  const { measured: before } = await beside(stage, alive, () => measure(stage, { ...load, scenario: 'before-dead' }))
  const schedule = { name: 'custom', delaysSeconds: Array.from({ length: 98 }, () => 10) } as const
  const endpoint = { url: `${stage.receiverUrl}/dead/1`, eventTypes: ['bench.dead'], schedule, rateLimit }
  const subscription = await createSubscription(api, endpoint)
  const notifications = scale(50_000)
  const owed = { ...rival, eventTypes: ['bench.dead'], events: notifications }
  try {
    const { measured: whileDead } = await beside(stage, owed, () => measure(stage, { ...load, scenario: 'dead' }))
    await until(async () => (await failingSince(api, subscription)) !== null, FAILING_WITHIN_MS)
    // what was started before it was failing comes to its end
    await delay(15_000)
    const openWorkflows = await countOpen(stage)
    const nodeMegabytes = residentMegabytes(stage.nodePid)
    await receiver.ask('revive', undefined)
    const revivedAt = Date.now()
    const { measured: whileDraining } = await measure(stage, { ...load, scenario: 'dead-recovering' })
    await until(async () => (await receiver.ask('deadReceived', undefined)).delivered >= notifications, RECOVERED_WITHIN_MS)
    const { delivered, mostInASecond } = await receiver.ask('deadReceived', undefined)
    return {
      runs: [before, whileDead, whileDraining],
      deadP99Ratio: whileDead.publishToReceiveMs.p99 / before.publishToReceiveMs.p99,
      drainP99Ratio: whileDraining.publishToReceiveMs.p99 / before.publishToReceiveMs.p99,
      openWorkflows,
      nodeMegabytes,
      notifications,
      delivered,
      mostInASecond,
      recoveredMs: Date.now() - revivedAt,
    }
  } finally {
    await deleteSubscription(api, subscription)
  }
}

/** Gives up quietly: the figures say what has not come to pass. */
async function until(check: () => Promise<boolean>, withinMs: number): Promise<void> {
  const giveUpAt = Date.now() + withinMs
  while (!(await check()) && Date.now() < giveUpAt) await delay(250)
}

async function countOpen({ temporal: { address, namespace } }: Stage): Promise<number> {
  const connection = await Connection.connect({ address })
  try {
    const { count } = await new Client({ connection, namespace }).workflow.count('ExecutionStatus = "Running"')
    return count
  } finally {
    await connection.close()
  }
}

const residentMegabytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1_024
