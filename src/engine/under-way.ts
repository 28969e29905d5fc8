import { LRUCache } from 'lru-cache'
import type { Attempt } from '../delivery/attempt.js'
import type { Ask, AttemptDueInput, Decision } from '../domain/deliver-types.js'
import { isSteered, takeTurn, type UnderWay } from './turn.js'

/** A decision nobody has joined is forgotten after this time: the row has it too. */
const JOINABLE_MS = 60_000

export interface AttemptsUnderWay {
  /** Begins an attempt before its workflow asks for it; the workflow's ask joins it. */
  readonly ahead: (ask: Ask, owner: string) => Promise<Decision>
  /** What the local activity does: joins what is under way here, makes the others, and answers in the order of the asks. */
  readonly attemptDue: (input: AttemptDueInput, owner: string) => Promise<Decision[]>
  /** Whether this node has an attempt of the notification under way or waiting for its slot. */
  readonly has: (notification: string) => boolean
  /** Resolves when nothing is under way. */
  readonly idle: () => Promise<void>
}

export interface UnderWayDeps {
  readonly attempt: Attempt
  readonly now: () => number
  /** Told of an attempt that met a fault of our own while others of its turn did not. */
  readonly onFault: (error: unknown) => void
}

/** The attempts this node has under way, by workflow, notification and attempt number: no attempt is made twice in one node. */
export function createUnderWay(deps: UnderWayDeps): AttemptsUnderWay {
  const open = createOpenAttempts(deps)
  const joinable = new LRUCache<string, UnderWay>({ max: 20_000, ttl: JOINABLE_MS })

  const join = (ask: Ask, owner: string): UnderWay => {
    const key = keyOf(ask, owner)
    const ahead = joinable.get(key)
    joinable.delete(key)
    const entry = (isSteered(ask) ? undefined : (ahead ?? open.get(key))) ?? open.begin(ask, owner)
    entry.joined = true
    return entry
  }
  return {
    ahead(ask, owner) {
      const entry = open.begin(ask, owner)
      return entry.promise.then((decision) => {
        if (!entry.joined) joinable.set(keyOf(ask, owner), entry)
        return decision
      })
    },
    attemptDue: ({ asks, set }, owner) =>
      takeTurn(
        asks.map((ask) => ({ ask, entry: join(ask, owner) })),
        { set, now: deps.now, onFault: deps.onFault },
      ),
    has: open.has,
    idle: open.idle,
  }
}

interface OpenAttempts {
  readonly begin: (ask: Ask, owner: string) => UnderWay
  readonly get: (key: string) => UnderWay | undefined
  readonly has: (notification: string) => boolean
  readonly idle: () => Promise<void>
}

function createOpenAttempts({ attempt, now }: UnderWayDeps): OpenAttempts {
  const open = new Map<string, UnderWay>()
  const notifications = new Map<string, UnderWay>()

  const run = async (ask: Ask, owner: string, tell: (sending: NonNullable<UnderWay['sending']>) => void): Promise<Decision> => {
    // An attempt for another workflow counts on from the one under way; a change of the row does not wait for it.
    if (!isSteered(ask)) await notifications.get(ask.notification)?.promise.catch(() => undefined)
    return attempt({
      ...ask,
      owner,
      onSend: ({ deadlineMs, labels }) => {
        tell({ since: now(), until: now() + deadlineMs, labels })
      },
    })
  }
  const begin = (ask: Ask, owner: string): UnderWay => {
    const key = keyOf(ask, owner)
    const promise = run(ask, owner, (sending) => (entry.sending = sending)).finally(() => {
      if (open.get(key) === entry) open.delete(key)
      if (notifications.get(ask.notification) === entry) notifications.delete(ask.notification)
    })
    const entry: UnderWay = { promise, since: now() }
    promise.then(
      (ended) => Object.assign(entry, { ended, endedAt: now() }),
      () => (entry.failed = true),
    )
    open.set(key, entry)
    if (!isSteered(ask)) notifications.set(ask.notification, entry)
    return entry
  }
  return {
    begin,
    get: (key) => open.get(key),
    has: (notification) => notifications.has(notification),
    async idle() {
      while (open.size > 0) await Promise.allSettled([...open.values()].map(({ promise }) => promise))
    },
  }
}

/** With the workflow it is made for: what one is told (released, leaving the set) would be wrong for another. */
const keyOf = (ask: Ask, owner: string): string => `${owner} ${ask.notification}/${isSteered(ask) ? 'steered' : String(ask.number)}`
