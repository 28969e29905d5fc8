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
  /** Whether the claimant had to wait: what it knew before may be out of date. */
  readonly waited: boolean
  release(): void
}

export interface Admission {
  /** Resolves in order of arrival for each subscription, when node, account and subscription all have room. */
  admit(claimant: Claimant): Promise<Permit>
  readonly open: number
  readonly waiting: number
}

interface Queued {
  readonly claimant: Claimant
  readonly grant: (permit: Permit) => void
}

/** Bounds the open attempts of a node, so that one slow, dead or flooding receiver does not slow the others. */
export function createAdmission(limits: AdmissionLimits): Admission {
  const open = new Map<string, number>()
  const queues = new Map<string, Queued[]>()
  const totals = { open: 0, waiting: 0 }
  const count = (key: string) => open.get(key) ?? 0
  const hasRoom = ({ account, subscription }: Claimant) =>
    totals.open < limits.node && count(account) < limits.account && count(subscription) < limits.subscription
  const move = (key: string, by: 1 | -1) => {
    const next = count(key) + by
    if (next === 0) open.delete(key)
    else open.set(key, next)
  }

  const take = (claimant: Claimant, waited: boolean): Permit => {
    totals.open++
    move(claimant.account, 1)
    move(claimant.subscription, 1)
    let released = false
    return {
      waited,
      release() {
        if (released) return
        released = true
        totals.open--
        move(claimant.account, -1)
        move(claimant.subscription, -1)
        if (totals.waiting > 0) grantWaiting()
      },
    }
  }
  /** One round over the subscriptions that wait: the front of each goes when it has room, then to the back of the line. */
  const grantWaiting = (): void => {
    for (const [subscription, queue] of [...queues]) {
      const first = queue[0]
      if (!first || !hasRoom(first.claimant)) continue
      queue.shift()
      totals.waiting--
      queues.delete(subscription)
      if (queue.length > 0) queues.set(subscription, queue)
      first.grant(take(first.claimant, true))
      if (totals.open >= limits.node) return
    }
  }

  return {
    get open() {
      return totals.open
    },
    get waiting() {
      return totals.waiting
    },
    admit(claimant) {
      const queue = queues.get(claimant.subscription)
      if (!queue && hasRoom(claimant)) return Promise.resolve(take(claimant, false))
      return new Promise((grant) => {
        totals.waiting++
        if (queue) queue.push({ claimant, grant })
        else queues.set(claimant.subscription, [{ claimant, grant }])
      })
    },
  }
}
