import { setTimeout as delay } from 'node:timers/promises'
import type { ReceiversCommands } from '../hostile/receivers.js'
import type { Attempted, SenderCommands } from '../hostile/sender.js'
import { type Peer, startPeer } from '../peer.js'
import { type Percentiles, percentilesOf } from '../percentile.js'
import type { Stage } from '../stage.js'
import type { Scale } from './spine.js'

export interface MeasuredHostile {
  readonly attempts: number
  readonly surprises: readonly Attempted[]
  readonly latestMs: number
  readonly mostKeptKib: number
  readonly heaviest: { readonly behaviour: string; readonly kib: number }
  readonly leftKib: number
  readonly healthyAloneMs: Percentiles
  readonly healthyBesideMs: Percentiles
  readonly healthyP99Ratio: number
}

/** The outbound client against every hostile receiver, both in processes of their own; a healthy receiver is asked without and beside them, in turns. */
export async function hostile(_stage: Stage, scale: Scale): Promise<MeasuredHostile> {
  const receivers = startPeer<ReceiversCommands>(new URL('../hostile/receivers.ts', import.meta.url))
  const sender = startPeer<SenderCommands>(new URL('../hostile/sender.ts', import.meta.url))
  try {
    await sender.ask('open', await receivers.ask('listen', undefined))
    const load = { runs: scale(10), inFlight: 16 }
    const warmUp = await sender.ask('attack', { ...load, runs: 1 })
    const turns = await inTurns(sender, load)
    const weighed = await sender.ask('weighAll', scale(10))
    const attempted = [...warmUp, ...turns.attempted]
    const heaviest = weighed.map(({ behaviour, attempts, peakBytes }) => ({ behaviour, kib: kibOf(peakBytes / attempts) }))
    const count = weighed.reduce((sum, { attempts }) => sum + attempts, 0)
    return {
      attempts: attempted.length,
      surprises: attempted.filter(({ asTold }) => !asTold),
      latestMs: maxOf(attempted.map(({ afterDeadlineMs }) => afterDeadlineMs)),
      mostKeptKib: kibOf(maxOf(attempted.map(({ keptBytes }) => keptBytes))),
      heaviest: heaviest.reduce((most, each) => (each.kib > most.kib ? each : most)),
      leftKib: kibOf(weighed.reduce((sum, { leftBytes }) => sum + leftBytes, 0) / count),
      ...healthyOf(turns),
    }
  } finally {
    await sender.stop()
    await receivers.stop()
  }
}

interface Turns {
  readonly attempted: readonly Attempted[]
  readonly alone: readonly number[]
  readonly beside: readonly number[]
}

/** Alone and beside attacks, twice and for as long each. */
async function inTurns(sender: Peer<SenderCommands>, load: { readonly runs: number; readonly inFlight: number }): Promise<Turns> {
  const attempted: Attempted[] = []
  const alone: number[] = []
  const beside: number[] = []
  for (let turn = 0; turn < 2; turn++) {
    const startedAt = performance.now()
    beside.push(...(await watched(sender, async () => attempted.push(...(await sender.ask('attack', load))))))
    const tookMs = performance.now() - startedAt
    alone.push(...(await watched(sender, () => delay(tookMs))))
  }
  return { attempted, alone, beside }
}

async function watched(sender: Peer<SenderCommands>, run: () => Promise<unknown>): Promise<Float64Array> {
  const watching = sender.ask('watch', undefined)
  await run()
  await sender.ask('stopWatching', undefined)
  return watching
}

function healthyOf({ alone, beside }: Turns): Pick<MeasuredHostile, 'healthyAloneMs' | 'healthyBesideMs' | 'healthyP99Ratio'> {
  const healthyAloneMs = percentilesOf(alone)
  const healthyBesideMs = percentilesOf(beside)
  return { healthyAloneMs, healthyBesideMs, healthyP99Ratio: healthyBesideMs.p99 / healthyAloneMs.p99 }
}

const maxOf = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0)
const kibOf = (bytes: number): number => bytes / 1_024
