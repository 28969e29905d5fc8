export interface AdmissionLimits {
  readonly node: number
  readonly account: number
  readonly subscription: number
}

export interface Claimant {
  readonly account: string
  readonly subscription: string
}

export interface Permit {
  readonly release: () => void
}

export interface Admission {
  /** At once when node, account and subscription all have room, and otherwise in order of arrival for each subscription. */
  admit(claimant: Claimant): Permit | Promise<Permit>
  /** Undefined when there is no room now: for what need not wait. */
  tryAdmit(claimant: Claimant): Permit | undefined
  readonly open: number
  readonly waiting: number
}

interface Queued {
  readonly claimant: Claimant
  readonly grant: (permit: Permit) => void
}

/** Bounds the open attempts of a node, so that one slow, dead or flooding receiver does not slow the others. */
export function createAdmission(limits: AdmissionLimits): Admission {
  const slots = createSlots(limits)
  const queues = new Map<string, Queued[]>()
  let waiting = 0

  const permit = (claimant: Claimant): Permit => {
    slots.take(claimant)
    let released = false
    return {
      release() {
        if (released) return
        released = true
        slots.give(claimant)
        if (waiting > 0) grantWaiting()
      },
    }
  }
  /** One round over the subscriptions that wait: the front of each goes when it has room, then to the back of the line. */
  const grantWaiting = (): void => {
    for (const [subscription, queue] of [...queues]) {
      const first = queue[0]
      if (!first || !slots.hasRoom(first.claimant)) continue
      queue.shift()
      waiting--
      queues.delete(subscription)
      if (queue.length > 0) queues.set(subscription, queue)
      first.grant(permit(first.claimant))
    }
  }
  return {
    get open() {
      return slots.open
    },
    get waiting() {
      return waiting
    },
    tryAdmit: (claimant) => (!queues.has(claimant.subscription) && slots.hasRoom(claimant) ? permit(claimant) : undefined),
    admit(claimant) {
      const queue = queues.get(claimant.subscription)
      if (!queue && slots.hasRoom(claimant)) return permit(claimant)
      return new Promise((grant) => {
        waiting++
        if (queue) queue.push({ claimant, grant })
        else queues.set(claimant.subscription, [{ claimant, grant }])
      })
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
