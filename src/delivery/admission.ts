export interface AdmissionLimits {
  readonly node: number
  readonly account: number
  readonly subscription: number
}

export interface Claimant {
  readonly account: string
  readonly subscription: string
  /** Somebody is waiting for what it brings: it goes first. */
  readonly attended?: boolean
}

export interface Permit {
  readonly release: () => void
}

export interface Admission {
  /**
   * At once when node, account and subscription all have room, and otherwise in order of arrival for each subscription: those
   * that are attended before the others (S3-11, S4-18).
   */
  admit(claimant: Claimant): Permit | Promise<Permit>
  /** Undefined when there is no room now: for what need not wait. */
  tryAdmit(claimant: Claimant): Permit | undefined
  readonly open: number
  readonly waiting: number
}

/** So many that are attended go in a row before one of the others that has room: a flood of them stops nobody. */
const mostInARow = 8

/** Bounds the open attempts of a node, so that one slow, dead or flooding receiver does not slow the others. */
export function createAdmission(limits: AdmissionLimits): Admission {
  const slots = createSlots(limits)
  const lanes = { attended: createWaitingLane(), others: createWaitingLane() }
  const laneOf = ({ attended = false }: Claimant) => (attended ? lanes.attended : lanes.others)
  let inARow = 0

  const permit = (claimant: Claimant): Permit => {
    slots.take(claimant)
    let released = false
    return {
      release() {
        if (released) return
        released = true
        slots.give(claimant)
        grantWaiting()
      },
    }
  }
  const grantFrom = (lane: WaitingLane): number => lane.grant(slots.hasRoom, permit)
  const grantWaiting = (): void => {
    if (lanes.attended.size + lanes.others.size === 0) return
    if (inARow >= mostInARow && grantFrom(lanes.others) > 0) inARow = 0
    inARow += grantFrom(lanes.attended)
    if (grantFrom(lanes.others) > 0) inARow = 0
  }
  return {
    get open() {
      return slots.open
    },
    get waiting() {
      return lanes.attended.size + lanes.others.size
    },
    tryAdmit: (claimant) =>
      !lanes.attended.has(claimant) && !lanes.others.has(claimant) && slots.hasRoom(claimant) ? permit(claimant) : undefined,
    admit: (claimant) => (!laneOf(claimant).has(claimant) && slots.hasRoom(claimant) ? permit(claimant) : laneOf(claimant).add(claimant)),
  }
}

interface WaitingLane {
  readonly size: number
  /** Whether one of the subscription waits here. */
  has(claimant: Claimant): boolean
  add(claimant: Claimant): Promise<Permit>
  /** One round over the subscriptions that wait: the front of each goes when it has room, then to the back of the line. How many went. */
  grant(hasRoom: (claimant: Claimant) => boolean, permit: (claimant: Claimant) => Permit): number
}

interface Queued {
  readonly claimant: Claimant
  readonly grant: (permit: Permit) => void
}

function createWaitingLane(): WaitingLane {
  const queues = new Map<string, Queued[]>()
  let size = 0
  return {
    get size() {
      return size
    },
    has: ({ subscription }) => queues.has(subscription),
    add: (claimant) =>
      new Promise((grant) => {
        size++
        const queue = queues.get(claimant.subscription)
        if (queue) queue.push({ claimant, grant })
        else queues.set(claimant.subscription, [{ claimant, grant }])
      }),
    grant(hasRoom, permit) {
      const before = size
      for (const [subscription, queue] of [...queues]) {
        const first = queue[0]
        if (!first || !hasRoom(first.claimant)) continue
        queue.shift()
        size--
        queues.delete(subscription)
        if (queue.length > 0) queues.set(subscription, queue)
        first.grant(permit(first.claimant))
      }
      return before - size
    },
  }
}

/** The open attempts, counted for the node and for each account and subscription. */
function createSlots(limits: AdmissionLimits) {
  const counts = new Map<string, number>()
  let open = 0
  const count = (key: string) => counts.get(key) ?? 0
  const move = ({ account, subscription }: Claimant, by: 1 | -1) => {
    open += by
    for (const key of [account, subscription]) {
      if (count(key) + by === 0) counts.delete(key)
      else counts.set(key, count(key) + by)
    }
  }
  return {
    get open() {
      return open
    },
    hasRoom: ({ account, subscription }: Claimant) =>
      open < limits.node && count(account) < limits.account && count(subscription) < limits.subscription,
    take: (claimant: Claimant) => {
      move(claimant, 1)
    },
    give: (claimant: Claimant) => {
      move(claimant, -1)
    },
  }
}
