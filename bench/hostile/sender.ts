import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createPost, type Post } from '../../src/delivery/post.js'
import { behaviours } from '../../test/delivery/hostile/behaviours.js'
import { toPostOptions } from '../../test/delivery/hostile/receivers.js'
import { saysOf, toldOf } from '../../test/delivery/hostile/told.js'
import { serve } from '../peer.js'
import type { Reachable } from './receivers.js'

export interface Attempted {
  readonly behaviour: string
  readonly told: string
  readonly asTold: boolean
  readonly afterDeadlineMs: number
  readonly keptBytes: number
}

export interface Weighed {
  readonly behaviour: string
  readonly attempts: number
  /** Most of the memory that was in use while they ran, beyond what was before. */
  readonly peakBytes: number
  readonly leftBytes: number
}

interface Load {
  readonly runs: number
  readonly inFlight: number
}

/** For what nothing else ends. */
const shortMs = 1_000
const amplyMs = 30_000

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What is alive, without what a collection would free. */
function liveBytes(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** The outbound client with nothing around it. */
function createSender() {
  let to: { readonly post: Post; readonly urls: readonly string[] } | undefined
  let posted = 0
  let watcher: AbortController | undefined

  const ask = (index: number, deadlineMs: number) => {
    if (to === undefined) throw new Error('not open')
    const poolKey = `sub_${String(index)}_${String(++posted % 100)}:1`
    const headers = { 'content-type': 'application/json', 'webhook-id': `ntf_${String(posted)}` }
    return to.post({ url: to.urls[index] ?? '', headers, body: '{"amount":1050}', deadlineMs, poolKey })
  }
  const attempt = async (index: number): Promise<Attempted> => {
    const behaviour = behaviours[index]
    if (behaviour === undefined) throw new Error('no such behaviour')
    const deadlineMs = behaviour.untilDeadline ? shortMs : amplyMs
    const answered = await ask(index, deadlineMs)
    const told = toldOf(answered)
    const says = saysOf(behaviour, deadlineMs)
    return {
      behaviour: behaviour.name,
      told,
      asTold: typeof says === 'string' ? told === says : says.test(told),
      afterDeadlineMs: Math.max(0, answered.timings.totalMs - deadlineMs),
      keptBytes: answered.kind === 'response' ? answered.body.length : 0,
    }
  }
  const weigh = async (index: number, attempts: number): Promise<Weighed> => {
    const before = liveBytes()
    let peak = before
    const sampler = setInterval(() => (peak = Math.max(peak, liveBytes())), 5)
    await Promise.all(Array.from({ length: attempts }, () => attempt(index)))
    clearInterval(sampler)
    return { behaviour: behaviours[index]?.name ?? '', attempts, peakBytes: peak - before, leftBytes: liveBytes() - before }
  }

  return {
    open: (reachable: Reachable): void => {
      to = { post: createPost(toPostOptions(reachable)), urls: reachable.urls }
    },
    /** Every behaviour so many times, all of them mixed. */
    attack: async ({ runs, inFlight }: Load): Promise<Attempted[]> => {
      const queue = Array.from({ length: runs }, () => [...behaviours.keys()]).flat()
      const attempted: Attempted[] = []
      const work = async (): Promise<void> => {
        for (let index = queue.pop(); index !== undefined; index = queue.pop()) attempted.push(await attempt(index))
      }
      await Promise.all(Array.from({ length: inFlight }, work))
      return attempted
    },
    /** POSTs to the healthy receiver 100 times a second until told to stop; how long each took, in milliseconds. */
    watch: async (_: undefined): Promise<Float64Array> => {
      const asked: Promise<number>[] = []
      watcher = new AbortController()
      const { signal } = watcher
      while (!signal.aborted) {
        asked.push(ask(behaviours.length, amplyMs).then(({ timings }) => timings.totalMs))
        await delay(10)
      }
      return Float64Array.from(await Promise.all(asked))
    },
    stopWatching: (_: undefined): void => {
      watcher?.abort()
    },
    /** One behaviour after the other, its attempts all at once. */
    weighAll: async (attempts: number): Promise<Weighed[]> => {
      const weighed: Weighed[] = []
      for (const index of behaviours.keys()) weighed.push(await weigh(index, attempts))
      return weighed
    },
  }
}

export type SenderCommands = ReturnType<typeof createSender>

serve(createSender())
