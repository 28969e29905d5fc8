import { setTimeout as delay } from 'node:timers/promises'
import { cpuBetween, type CpuTimes } from './cpu-time.js'
import type { Acknowledged } from './load/acknowledged.js'
import type { PublishPlan } from './load/publish.js'
import type { Samples } from './metrics-text.js'
import { type Percentiles, percentilesOf } from './percentile.js'
import type { Received } from './receiver/receiver.js'
import { type Starts, startsBetween } from './starts.js'
import type { Stage } from './stage.js'

export interface Measured {
  readonly scenario: string
  readonly events: number
  readonly refused: Readonly<Record<string, number>>
  /** Acknowledged and not delivered when the run ended. */
  readonly lost: number
  /** Requests for notifications the receiver had confirmed before. */
  readonly duplicates: number
  /** From the first publish to the last acknowledgement. */
  readonly publishesPerSecond: number
  /** From the first publish to the last receipt. */
  readonly deliveriesPerSecond: number
  readonly cpuMsPerEvent: number
  readonly cpuMsByProcess: Readonly<Record<string, number>>
  readonly ackMs: Percentiles
  readonly publishToReceiveMs: Percentiles
  readonly lastPublishToLastReceiptMs: number
  readonly starts: Starts
}

/** A scenario's figures, and what they were computed from. */
export interface Run {
  readonly measured: Measured
  readonly acknowledged: Acknowledged
  /** When each acknowledged notification came in, in the order of `acknowledged`; NaN for a lost one. */
  readonly receivedAt: Float64Array
}

export interface MeasureAsk extends Pick<PublishPlan, 'eventTypes' | 'events' | 'publishers' | 'perSecond' | 'perRequest'> {
  readonly scenario: string
  /** Subscriptions that get each event; 1 unless told. */
  readonly each?: number
}

/** Long enough for the last workflows to be closed and counted. */
const settleMs = 1_000
const idleMs = 20_000

/** Publishes, waits until everything has come in, and compares the two sides. */
export async function measure(stage: Stage, ask: MeasureAsk): Promise<Run> {
  await stage.receiver.ask('reset', undefined)
  const prefix = `${ask.scenario}_${Date.now().toString(36)}`
  const plan: PublishPlan = { ...stage.api, ...ask, prefix }
  await stage.profiler?.start()
  const metricsBefore = await stage.metrics()
  const cpuBefore = stage.cpu()
  await stage.load.ask('publish', plan)
  await stage.receiver.ask('expect', { count: ask.events * (ask.each ?? 1), idleMs })
  await delay(settleMs)
  stage.check()
  const cpuAfter = stage.cpu()
  const metricsAfter = await stage.metrics()
  const profile = await stage.profiler?.stop(ask.scenario)
  if (profile !== undefined) console.log(profile.join('\n'))
  const acknowledged = await stage.load.ask('acknowledged', undefined)
  const received = await stage.receiver.ask('received', undefined)
  return toRun({ scenario: ask.scenario, acknowledged, received, cpuBefore, cpuAfter, metricsBefore, metricsAfter })
}

interface Readings {
  readonly scenario: string
  readonly acknowledged: Acknowledged
  readonly received: Received
  readonly cpuBefore: CpuTimes
  readonly cpuAfter: CpuTimes
  readonly metricsBefore: Samples
  readonly metricsAfter: Samples
}

function toRun({ scenario, acknowledged, received, ...readings }: Readings): Run {
  const byId = new Map(received.ids.map((id, index) => [id, received.at[index] ?? Number.NaN]))
  const receivedAt = Float64Array.from(acknowledged.notifications, (id) => byId.get(id) ?? Number.NaN)
  const { events, startedAt, endedAt, refused } = acknowledged
  const lastReceipt = received.at.reduce((latest, at) => Math.max(latest, at), startedAt)
  const cpuMsByProcess = cpuBetween(readings.cpuBefore, readings.cpuAfter)
  const perSecond = (count: number, until: number): number => (count * 1_000) / (until - startedAt)
  const measured: Measured = {
    scenario,
    events,
    refused,
    lost: receivedAt.filter((at) => Number.isNaN(at)).length,
    duplicates: received.duplicates,
    publishesPerSecond: perSecond(events, endedAt),
    deliveriesPerSecond: perSecond(received.ids.length, lastReceipt),
    cpuMsPerEvent: sum(Object.values(cpuMsByProcess)) / events,
    cpuMsByProcess,
    ackMs: percentilesOf(acknowledged.ackMs),
    publishToReceiveMs: percentilesOf(receivedAt.map((at, index) => at - (acknowledged.sentAt[index] ?? Number.NaN))),
    lastPublishToLastReceiptMs: Math.max(0, lastReceipt - endedAt),
    starts: startsBetween(readings.metricsBefore, readings.metricsAfter),
  }
  return { measured, acknowledged, receivedAt }
}

export const meanOf = (values: readonly number[]): number => sum(values) / values.length

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
