import { setTimeout as delay } from 'node:timers/promises'
import { cpuBetween } from '../cpu-time.js'
import { sum } from '../measure.js'
import { type Peer, startPeer } from '../peer.js'
import { type Percentiles, percentilesOf } from '../percentile.js'
import type { Stage } from '../stage.js'
import type { TextbookCommands, TextbookRun } from '../textbook/textbook.js'
import type { Scale } from './spine.js'

/** One shape of workflow, measured. */
export interface MeasuredShape {
  readonly workflows: number
  readonly perSecond: number
  readonly cpuMsEach: number
  readonly cpuMsByProcess: Readonly<Record<string, number>>
}

export interface MeasuredTextbook {
  /** A regular activity, one workflow for each delivery, no eager start. */
  readonly delivery: MeasuredShape & { readonly publishToReceiveMs: Percentiles; readonly lost: number }
  /** A workflow that does nothing. */
  readonly empty: MeasuredShape
}

const publishers = 48
const idleMs = 60_000

/** What the same server and receiver do with workflows as tutorials write them. The node rests meanwhile. */
export async function textbook(stage: Stage, scale: Scale): Promise<MeasuredTextbook> {
  const peer = startPeer<TextbookCommands>(new URL('../textbook/textbook.ts', import.meta.url))
  try {
    await peer.ask('open', { ...stage.temporal, receiverUrl: stage.receiverUrl })
    await deliver(stage, peer, scale(100))
    const delivery = await deliver(stage, peer, scale(600))
    await doNothing(stage, peer, scale(100))
    const empty = await doNothing(stage, peer, scale(600))
    return { delivery, empty }
  } finally {
    await peer.stop()
  }
}

async function deliver(stage: Stage, peer: Peer<TextbookCommands>, workflows: number): Promise<MeasuredTextbook['delivery']> {
  const prefix = `textbook_${Date.now().toString(36)}`
  await stage.receiver.ask('reset', undefined)
  const { value: run, cpuMsByProcess } = await withCpu(stage, peer, async () => {
    const run = await peer.ask('deliver', { prefix, workflows, publishers })
    await stage.receiver.ask('expect', { count: workflows, idleMs })
    return run
  })
  const { ids, at } = await stage.receiver.ask('received', undefined)
  const receivedAt = new Map(ids.map((id, index) => [id, at[index] ?? Number.NaN]))
  const times = Array.from(
    { length: workflows },
    (_, index) => (receivedAt.get(`${prefix}_${index}`) ?? Number.NaN) - (run.sentAt[index] ?? 0),
  )
  return {
    ...toShape({ workflows: ids.length, startedAt: run.startedAt, endedAt: Math.max(...at), cpuMsByProcess }),
    publishToReceiveMs: percentilesOf(times),
    lost: workflows - ids.length,
  }
}

async function doNothing(stage: Stage, peer: Peer<TextbookCommands>, workflows: number): Promise<MeasuredShape> {
  const prefix = `empty_${Date.now().toString(36)}`
  const { value, cpuMsByProcess } = await withCpu<TextbookRun>(stage, peer, () => peer.ask('doNothing', { prefix, workflows, publishers }))
  return toShape({ workflows, startedAt: value.startedAt, endedAt: value.endedAt, cpuMsByProcess })
}

async function withCpu<Value>(stage: Stage, peer: Peer<TextbookCommands>, work: () => Promise<Value>) {
  const before = stage.cpu({ textbook: peer.pid })
  const value = await work()
  await delay(1_000) // the last workflows close
  return { value, cpuMsByProcess: cpuBetween(before, stage.cpu({ textbook: peer.pid })) }
}

interface ShapeReadings {
  readonly workflows: number
  readonly startedAt: number
  readonly endedAt: number
  readonly cpuMsByProcess: Record<string, number>
}

const toShape = ({ workflows, startedAt, endedAt, cpuMsByProcess }: ShapeReadings): MeasuredShape => ({
  workflows,
  perSecond: (workflows * 1_000) / (endedAt - startedAt),
  cpuMsEach: sum(Object.values(cpuMsByProcess)) / workflows,
  cpuMsByProcess,
})
