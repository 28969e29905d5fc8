import type { Labels } from '../domain/deliver-types.js'

/** A notification that needs a workflow. */
export interface Startable {
  readonly id: string
  readonly from: number
  /** A workflow of its own may have had its id before: it goes into a set, be it of one. */
  readonly again?: boolean
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
/** A busy starter waits this long for more to share the next workflow: a start costs more than all else of a delivery. */
const GATHER_MS = 60

/**
 * Bounds the workflow starts in flight. Calm, every notification gets a workflow of its own at once. More queued than
 * slots make it busy: then up to `batchMax` share the next one, until a wait for more has brought few. The bound is
 * what keeps the engine standing under a burst.
 */
export function createStarter(options: StarterOptions): Starter {
  const { startsInFlight } = options
  const queue = createQueue()
  const slots = createSlots(() => pump())
  const pace = createPace(options, () => gathered())
  const waiting: { tick?: NodeJS.Immediate | undefined } = {}
  let stopped = false

  const pump = (): void => {
    while (!stopped && slots.taken < startsInFlight && queue.length > 0 && pace.admits(queue.length)) startNext()
  }
  const gathered = (): void => {
    const waited = queue.length
    if (slots.taken < startsInFlight) startNext()
    pace.settle(waited)
    pump()
  }
  const startNext = (): void => {
    const members = queue.take(pace.share)
    const request = { workflowId: ownIdOf(members) ?? options.newBatchId(), members }
    slots.take(request.workflowId)
    options.ahead?.(request)
    void options.start(request)
    pace.left(queue.length)
  }
  const tick = (): void => {
    waiting.tick = undefined
    pump()
  }

  return {
    add(startables) {
      startables.forEach(queue.add)
      // One commit answers many publishes: all of them are known before the first is started.
      waiting.tick ??= setImmediate(tick)
    },
    attempted: slots.free,
    has: queue.has,
    get backlog() {
      return queue.length
    },
    stop() {
      stopped = true
      pace.stop()
    },
  }
}

interface Pace {
  /** Whether one may start now; if not, more are waited for. */
  readonly admits: (queued: number) => boolean
  /** How many may share the next workflow. */
  readonly share: number
  /** After a wait that has brought so many. */
  readonly settle: (waited: number) => void
  /** After a start that left so many. */
  readonly left: (queued: number) => void
  readonly stop: () => void
}

/** Calm until more are queued than there are slots, and busy until a wait has brought few or nothing has come for as long. */
function createPace({ startsInFlight, batchMax }: Pick<StarterOptions, 'startsInFlight' | 'batchMax'>, onGathered: () => void): Pace {
  let isBusy = false
  let gathering: NodeJS.Timeout | undefined
  let resting: NodeJS.Timeout | undefined
  const end = (): void => {
    clearTimeout(resting)
    clearTimeout(gathering)
    gathering = undefined
  }
  const rest = (): void => {
    isBusy = false
  }
  const ripe = (): void => {
    gathering = undefined
    onGathered()
  }
  return {
    admits(queued) {
      isBusy ||= queued > startsInFlight
      clearTimeout(resting)
      const isNow = !isBusy || queued >= batchMax
      if (isNow) end()
      else gathering ??= setTimeout(ripe, GATHER_MS)
      return isNow
    },
    get share() {
      return isBusy ? batchMax : 1
    },
    settle(waited) {
      if (2 * waited <= startsInFlight) isBusy = false
    },
    left(queued) {
      if (isBusy && queued === 0) resting = setTimeout(rest, GATHER_MS)
    },
    stop: end,
  }
}

/** The id of one alone, if no workflow can have had it before. */
const ownIdOf = ([first, ...others]: readonly Startable[]): string | undefined =>
  others.length === 0 && first?.again !== true ? first?.id : undefined

interface Queue {
  readonly length: number
  readonly add: (startable: Startable) => void
  readonly take: (most: number) => Startable[]
  readonly has: (id: string) => boolean
}

/** In order of arrival; one that is queued already is not queued again. */
function createQueue(): Queue {
  const queue: Startable[] = []
  const ids = new Set<string>()
  return {
    get length() {
      return queue.length
    },
    add(startable) {
      if (ids.has(startable.id)) return
      ids.add(startable.id)
      queue.push(startable)
    },
    take(most) {
      const taken = queue.splice(0, most)
      for (const { id } of taken) ids.delete(id)
      return taken
    },
    has: (id) => ids.has(id),
  }
}

interface Slots {
  readonly taken: number
  readonly take: (workflowId: string) => void
  readonly free: (workflowId: string) => void
}

/** The starts in flight, by workflow. */
function createSlots(onFree: () => void): Slots {
  const timers = new Map<string, NodeJS.Timeout>()
  const free = (workflowId: string): void => {
    clearTimeout(timers.get(workflowId))
    if (timers.delete(workflowId)) onFree()
  }
  return {
    get taken() {
      return timers.size
    },
    take(workflowId) {
      timers.set(workflowId, setTimeout(free, SLOT_MS, workflowId))
    },
    free,
  }
}
