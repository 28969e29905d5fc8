import { LRUCache } from 'lru-cache'
import type { Attempt } from '../delivery/attempt.js'
import type { Ask, AttemptDueInput, Decision, Labels } from '../domain/deliver-types.js'

/**
 * A turn waits this long for its attempts. In a set, those whose receiver has let us wait all that time then go on
 * in workflows of their own; whatever is late because we are busy stays, so that load never multiplies workflows.
 */
const PATIENCE_MS = 2_000
/** Until the workflow asks again for what waits for a free slot; its place in the line is kept. */
const ASK_AGAIN_MS = 1_000
/** An own workflow looks for the result of an attempt under way this long after its deadline. */
const RECORD_MARGIN_MS = 1_000
/** A decision nobody has joined is forgotten after this time: the row has it too. */
const JOINABLE_MS = 60_000

interface UnderWay {
  readonly promise: Promise<Decision>
  sending: { readonly since: number; readonly until: number; readonly labels: Labels } | undefined
}

export interface AttemptsUnderWay {
  /** Begins an attempt before its workflow asks for it; the workflow's ask joins it. */
  ahead(ask: Ask, owner: string): Promise<Decision>
  /** What the local activity does: joins what is under way here, makes the others, and answers in the order of the asks. */
  attemptDue(input: AttemptDueInput, owner: string): Promise<Decision[]>
  /** Whether this node has an attempt of the notification under way or waiting for its slot. */
  has(notification: string): boolean
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  readonly size: number
}

/** The attempts this node has under way, by notification and attempt number: no attempt is made twice in one node. */
export function createUnderWay(deps: { attempt: Attempt; now: () => number }): AttemptsUnderWay {
  const open = new Map<string, UnderWay>()
  const notifications = new Map<string, UnderWay>()
  const joinable = new LRUCache<string, Promise<Decision>>({ max: 20_000, ttl: JOINABLE_MS })

  const begin = (ask: Ask, owner: string): UnderWay => {
    const key = keyOf(ask)
    const entry: { -readonly [K in keyof UnderWay]: UnderWay[K] } = { sending: undefined, promise: undefined as never }
    entry.promise = deps
      .attempt({
        ...ask,
        owner,
        onSend: ({ deadlineMs, labels }) => (entry.sending = { since: deps.now(), until: deps.now() + deadlineMs, labels }),
      })
      .finally(() => {
        open.delete(key)
        if (notifications.get(ask.notification) === entry) notifications.delete(ask.notification)
      })
    open.set(key, entry)
    notifications.set(ask.notification, entry)
    return entry
  }

  const join = (ask: Ask, owner: string): UnderWay => {
    // A cancellation does not wait for the attempt under way, which still decides if it is confirmed.
    if (isSteered(ask)) return begin(ask, owner)
    const key = keyOf(ask)
    const ended = joinable.get(key)
    joinable.delete(key)
    if (ended) return { promise: ended, sending: undefined }
    return open.get(key) ?? begin(ask, owner)
  }

  const answer = async (ask: Ask, entry: UnderWay, set: boolean): Promise<Decision> => {
    const first = await within(entry.promise, PATIENCE_MS)
    if (first) return first
    if (!entry.sending)
      return {
        kind: 'retry',
        number: ask.number,
        delayMs: ASK_AGAIN_MS,
        note: 'waits for a free slot: the receiver has its share of open attempts',
      }
    if (!set) return entry.promise
    const { since, until, labels } = entry.sending
    if (deps.now() - since < PATIENCE_MS) return { kind: 'retry', number: ask.number, delayMs: ASK_AGAIN_MS, note: 'attempt under way' }
    return {
      kind: 'retry',
      number: ask.number,
      delayMs: Math.max(0, until - deps.now()) + RECORD_MARGIN_MS,
      note: 'attempt under way',
      alone: labels,
    }
  }

  return {
    ahead(ask, owner) {
      const entry = begin(ask, owner)
      entry.promise.then(
        () => joinable.set(keyOf(ask), entry.promise),
        () => undefined, // the workflow's own ask meets the same fault and is repeated by Temporal
      )
      return entry.promise
    },
    async attemptDue({ asks, set }, owner) {
      const entries = asks.map((ask) => join(ask, owner))
      const results = await Promise.allSettled(asks.map((ask, i) => answer(ask, entries[i] as UnderWay, set)))
      return results.map((result) => {
        if (result.status === 'rejected') throw result.reason
        return result.value
      })
    },
    has: (notification) => notifications.has(notification),
    async idle() {
      while (open.size > 0) await Promise.allSettled([...open.values()].map(({ promise }) => promise))
    },
    get size() {
      return open.size
    },
  }
}

const isSteered = (ask: Ask): boolean => ask.cancel !== undefined || ask.hold === true || ask.openRound !== undefined
const keyOf = (ask: Ask): string => (isSteered(ask) ? `${ask.notification}/steered` : `${ask.notification}/${String(ask.number)}`)

async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
