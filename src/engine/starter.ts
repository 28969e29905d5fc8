import type { Labels } from '../domain/deliver-types.js'

/** A notification that needs a workflow. */
export interface Startable {
  readonly id: string
  readonly from: number
  readonly labels: Labels
}

export interface StartRequest {
  /** The notification's id for one, `batch_…` for a set. */
  readonly workflowId: string
  readonly members: readonly Startable[]
}

export interface StarterOptions {
  readonly startsInFlight: number
  readonly batchMax: number
  /** Asks Temporal; never rejects: what failed is kept and asked again. */
  readonly start: (request: StartRequest) => Promise<void>
  /** Begins the first attempts at the moment Temporal is asked; absent when attempts wait for the engine. */
  readonly ahead: ((request: StartRequest) => void) | undefined
  readonly newBatchId: () => string
}

export interface Starter {
  readonly add: (startables: readonly Startable[]) => void
  /** The activity of this workflow has ended its first attempts: its slot is free. */
  readonly attempted: (workflowId: string) => void
  readonly has: (id: string) => boolean
  readonly backlog: number
  /** Starts nothing more; what is queued stays pending in its row. */
  stop(): void
}

/** A slot is freed when its attempts end, or after this time, so that a slow receiver never blocks the starter. */
const SLOT_MS = 250

/**
 * Bounds the workflow starts in flight: below the bound every notification gets a workflow of its own at once,
 * behind it up to `batchMax` share the next one. The bound is what keeps the engine standing under a burst.
 */
export function createStarter(options: StarterOptions): Starter {
  const queue: Startable[] = []
  const queued = new Set<string>()
  const inFlight = new Map<string, () => void>()
  let stopped = false
  let scheduled = false

  /** Idle: one each. Busy, with half the slots taken or more queued than slots: whatever waits shares the next one. */
  const shareOf = () => (queue.length > options.startsInFlight || 2 * inFlight.size >= options.startsInFlight ? options.batchMax : 1)
  const pump = (): void => {
    scheduled = false
    while (!stopped && inFlight.size < options.startsInFlight && queue.length > 0) {
      const members = queue.splice(0, shareOf())
      for (const { id } of members) queued.delete(id)
      launch({ workflowId: members.length === 1 && members[0] ? members[0].id : options.newBatchId(), members })
    }
  }
  const launch = (request: StartRequest): void => {
    const timer = setTimeout(() => free(), SLOT_MS)
    const free = () => {
      clearTimeout(timer)
      if (inFlight.delete(request.workflowId)) pump()
    }
    inFlight.set(request.workflowId, free)
    options.ahead?.(request)
    void options.start(request)
  }

  return {
    add(startables) {
      for (const startable of startables) {
        if (queued.has(startable.id)) continue
        queued.add(startable.id)
        queue.push(startable)
      }
      // One commit answers many publishes: all of them are known before the first is started.
      if (scheduled) return
      scheduled = true
      setImmediate(pump)
    },
    attempted: (workflowId) => inFlight.get(workflowId)?.(),
    has: (id) => queued.has(id),
    get backlog() {
      return queue.length
    },
    stop() {
      stopped = true
    },
  }
}
