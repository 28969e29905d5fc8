import { describe, expect, it, jest } from '@jest/globals'
import fc from 'fast-check'
import { createAdmission } from '../../src/delivery/admission.js'
import type { Claimant, Permit } from '../../src/delivery/admission-types.js'
import { createPace } from '../../src/delivery/pace.js'
import type { Load } from '../../src/domain/congestion.js'
import { anAdmission } from './an-admission.js'

const limits = { node: 99, account: 99, host: 99, subscription: 10 }
const claimant: Claimant = { account: 'acc_1', subscription: 'sub_1', host: 'receiver.example' }

/** Time goes by only when it is told to. */
async function withClock(work: (clock: { now: () => number; pass: (ms: number) => Promise<void> }) => Promise<void>): Promise<void> {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
  try {
    const pass = async (ms: number) => {
      for (let i = 0; i < ms; i += 10) await jest.advanceTimersByTimeAsync(10)
    }
    await work({ now: () => performance.now(), pass })
  } finally {
    jest.useRealTimers()
  }
}

describe('S3-4: the rate of a subscription', () => {
  it('is kept over attempts that wait, in their order, and no slot is taken meanwhile', async () => {
    await withClock(async ({ now, pass }) => {
      const admission = anAdmission(limits, now)
      const began: { n: number; at: number }[] = []
      const begin = now()
      const claim = async (n: number) => {
        const permit = await admission.admit({ ...claimant, rateLimit: { requests: 5, per: 'second' } })
        began.push({ n, at: now() - begin })
        permit.release()
      }
      const all = Array.from({ length: 20 }, (_, n) => claim(n))
      await pass(100)
      expect(admission.open()).toBe(0)
      await pass(6_000)
      await Promise.all(all)
      expect(began.map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, n) => n))
      for (const { at } of began) expect(began.filter((other) => other.at >= at && other.at < at + 1_000).length).toBeLessThanOrEqual(5)
      expect(began.at(-1)?.at).toBeLessThan(4_500)
    })
  })

  it('leaves nobody waiting for ever when its time comes between two looks at the clock', async () => {
    await withClock(async ({ now, pass }) => {
      let looks = 0
      const admission = anAdmission(limits, () => now() + (looks += 37))
      let began = 0
      for (let n = 0; n < 20; n++) {
        void Promise.resolve(admission.admit({ ...claimant, rateLimit: { requests: 5, per: 'second' } })).then((permit) => {
          began++
          permit.release()
        })
      }
      await pass(10_000)
      expect(began).toBe(20)
    })
  })

  it('lets another subscription go meanwhile, and ends when the limit is taken away', async () => {
    await withClock(async ({ now, pass }) => {
      const admission = anAdmission(limits, now)
      const limited = { ...claimant, rateLimit: { requests: 1, per: 'minute' } } as const
      expect(admission.admit(limited)).not.toBeInstanceOf(Promise)
      const waiting = admission.admit(limited) as Promise<Permit>
      expect(admission.tryAdmit(claimant)).toBeUndefined()
      expect(admission.admit({ ...claimant, subscription: 'sub_2' })).not.toBeInstanceOf(Promise)
      const free = admission.admit({ ...claimant, rateLimit: null })
      await pass(0)
      expect(await Promise.all([waiting, free])).toHaveLength(2)
    })
  })

  it('waits while the number of nodes is not known, and is divided by it', async () => {
    await withClock(async ({ now, pass }) => {
      const live: { nodes?: number } = {}
      const admission = createAdmission({ limits, now, nodesWithin: () => live.nodes })
      let granted = 0
      for (let i = 0; i < 20; i++)
        void Promise.resolve(admission.admit({ ...claimant, rateLimit: { requests: 10, per: 'second' } })).then((permit) => {
          granted++
          permit.release()
        })
      await pass(3_000)
      expect(granted).toBe(0)
      live.nodes = 2
      await pass(1_000)
      expect(granted).toBeLessThanOrEqual(5)
      await pass(4_000)
      expect(granted).toBe(20)
    })
  })
})

interface Asked {
  readonly sent: boolean
  readonly openMs: number
}

/** When each began that was sent, and when it had ended, of those that each ask for their turn when it has come. */
function pacedBy(requests: number, asked: readonly Asked[]) {
  const pace = createPace({ requests, per: 'second' }, () => 1)
  const sent: { beganAt: number; endsAt: number }[] = []
  const due: { at: number; leave: () => void }[] = []
  let now = 0
  const leaveUntil = (at: number) => {
    for (const one of due.filter((other) => other.at <= at).sort((a, b) => a.at - b.at)) {
      one.leave()
      due.splice(due.indexOf(one), 1)
    }
  }
  for (const { sent: isSent, openMs } of asked) {
    for (let at = pace.nextAt(now); at > now; at = pace.nextAt(now)) {
      now = Math.min(at, ...due.map((one) => one.at))
      leaveUntil(now)
    }
    const [beganAt, endsAt, begun] = [now, now + openMs, pace.begin(now)]
    if (isSent) sent.push({ beganAt, endsAt })
    due.push({
      at: endsAt,
      leave: () => {
        if (isSent) begun.end(endsAt)
        else begun.withdraw()
      },
    })
    leaveUntil(now)
  }
  return sent
}

describe('S3-4: what was not sent after all', () => {
  const some = (openMs: fc.Arbitrary<number>) => fc.array(fc.record({ sent: fc.boolean(), openMs }), { maxLength: 40 })

  it('uses up nothing of the rate: the others go as if it had never been there', () => {
    fc.assert(
      fc.property(some(fc.integer({ min: 1, max: 2_000 })), fc.integer({ min: 1, max: 20 }), (asked, requests) => {
        const withdrawnAtOnce = asked.map((one) => (one.sent ? one : { ...one, openMs: 0 }))
        expect(pacedBy(requests, withdrawnAtOnce)).toEqual(
          pacedBy(
            requests,
            asked.filter(({ sent }) => sent),
          ),
        )
      }),
    )
  })

  it('never lets the others exceed the rate, however late it is given back', () => {
    fc.assert(
      fc.property(
        some(fc.integer({ min: 0, max: 2_000 })),
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (asked, requests, part) => {
          const arrivals = pacedBy(requests, asked).map(({ beganAt, endsAt }, i) => (i % 2 ? beganAt + (endsAt - beganAt) * part : endsAt))
          for (const from of arrivals) expect(arrivals.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(requests)
        },
      ),
    )
  })

  it('lets the next that waits go at once', async () => {
    await withClock(async ({ now, pass }) => {
      const admission = anAdmission(limits, now)
      const limited = { ...claimant, rateLimit: { requests: 1, per: 'minute' } } as const
      const first = admission.admit(limited) as Permit
      const waiting = [1, 2].map(() => Promise.resolve(admission.admit(limited)))
      const granted: number[] = []
      waiting.forEach((one, n) => void one.then(() => granted.push(n)))
      await pass(10)
      expect(granted).toEqual([])
      first.withdraw()
      first.release()
      await pass(10)
      expect(granted).toEqual([0])
      ;(await waiting[0]!).withdraw()
      await pass(10)
      expect([granted, admission.open()]).toEqual([[0, 1], 1])
    })
  })
})

describe('the concurrency of a subscription', () => {
  const opened = (admission: ReturnType<typeof anAdmission>, terms: Partial<Claimant> = {}) => {
    const permits: Permit[] = []
    for (let i = 0; i < 20; i++) {
      const permit = admission.tryAdmit({ ...claimant, ...terms })
      if (permit) permits.push(permit)
    }
    return permits
  }

  it('is what the subscription says, divided by the nodes, or what the node says', () => {
    expect(opened(anAdmission(limits))).toHaveLength(10)
    expect(opened(anAdmission(limits), { maxConcurrency: 3 })).toHaveLength(3)
    expect(opened(anAdmission(limits), { maxConcurrency: null })).toHaveLength(10)
    const ofTwo = createAdmission({ limits, now: () => 0, nodesWithin: () => 2 })
    expect(opened(ofTwo, { maxConcurrency: 7 })).toHaveLength(3)
    expect(opened(createAdmission({ limits, now: () => 0, nodesWithin: () => undefined }), { maxConcurrency: 1 })).toHaveLength(1)
  })

  it('is halved when the receiver is overloaded, and comes back with what it confirms', () => {
    let at = 0
    const admission = anAdmission(limits, () => at++)
    const answerAll = (permits: readonly Permit[], load?: Load) => {
      for (const permit of permits) permit.answered(load)
      for (const permit of permits) permit.release()
      return permits.length
    }
    answerAll(opened(admission), 'overloaded')
    expect(answerAll(opened(admission))).toBe(5)
    for (let round = 0; round < 8; round++) answerAll(opened(admission), 'eased')
    expect(opened(admission)).toHaveLength(10)
  })

  it('counts what the receiver has to answer, and not what is being recorded', () => {
    const admission = anAdmission({ ...limits, node: 15 })
    const first = opened(admission)
    expect(first).toHaveLength(10)
    for (const permit of first) permit.answered()
    const second = opened(admission)
    expect(second).toHaveLength(5)
    expect(admission.open()).toBe(15)
    for (const permit of first) permit.release()
    expect(opened(admission)).toHaveLength(5)
    for (const permit of second) permit.release()
    expect(admission.open()).toBe(5)
  })

  it('keeps its count when its gate was empty while the last one was recorded', () => {
    const admission = anAdmission(limits)
    const [first] = opened(admission, { maxConcurrency: 1 })
    first?.answered()
    const [second] = opened(admission, { maxConcurrency: 1 })
    first?.release()
    expect(opened(admission, { maxConcurrency: 1 })).toHaveLength(0)
    second?.release()
    expect(opened(admission, { maxConcurrency: 1 })).toHaveLength(1)
  })
})
