import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Admission, Claimant, Permit } from '../../src/delivery/admission-types.js'
import { anAdmission } from './an-admission.js'

const limits = { node: 6, account: 4, host: 3, subscription: 2 }
const host = 'receiver.example'

interface Claim extends Claimant {
  readonly order: number
  permit: Permit | undefined
  answered: boolean
}

type End = { readonly released: number } | { readonly answered: number }

function answer(claimed: Claim | undefined): void {
  if (!claimed?.permit) return
  claimed.answered = true
  claimed.permit.answered()
  claimed.permit.answered()
}

/** Claims, answers and releases in some order; after each step `check` sees who has been admitted. */
async function play(steps: readonly (Claimant | End)[], check: (open: Claim[], all: Claim[]) => void) {
  const admission = anAdmission(limits)
  const claims: Claim[] = []
  const open = () => claims.filter(({ permit }) => permit !== undefined && !released.has(permit))
  const released = new Set<Permit>()
  const nth = (count: number) => open()[count % Math.max(1, open().length)]
  const release = (permit: Permit | undefined) => {
    if (!permit) return
    released.add(permit)
    permit.release()
    permit.release()
  }
  for (const step of steps) {
    if ('released' in step) release(nth(step.released)?.permit)
    else if ('answered' in step) answer(nth(step.answered))
    else await claim(admission, claims, step)
    await Promise.resolve()
    check(open(), claims)
    expect(admission.open()).toBe(open().length)
    expect(admission.waiting()).toBe(claims.filter(({ permit }) => !permit).length)
  }
  return { admission, claims, open, release }
}

async function claim(admission: Admission, claims: Claim[], claimant: Claimant) {
  const made: Claim = { ...claimant, order: claims.length, permit: undefined, answered: false }
  claims.push(made)
  const permit = admission.admit(claimant)
  if (!(permit instanceof Promise)) made.permit = permit
  else void permit.then((granted) => (made.permit = granted))
  await Promise.resolve()
}

const aClaimant = fc
  .record({ account: fc.constantFrom('acc_1', 'acc_2'), number: fc.nat(2), attended: fc.boolean() })
  .map(({ account, number, attended }) => ({
    account,
    subscription: `sub_${account}_${number}`,
    host: `host_${number % 2}:${number}`,
    attended,
  }))
const steps = fc.array(fc.oneof(aClaimant, fc.record({ released: fc.nat(5) }), fc.record({ answered: fc.nat(5) })), { maxLength: 60 })
const isUnanswered = ({ answered }: Claim) => !answered
const hostOf = ({ host: of }: Claimant) => of.replace(/:.*/, '')
const countBy = (claims: readonly Claim[], keyOf: (claim: Claim) => string) => {
  const counts = new Map<string, number>()
  for (const claimed of claims) counts.set(keyOf(claimed), (counts.get(keyOf(claimed)) ?? 0) + 1)
  return Math.max(0, ...counts.values())
}

const isAfter = (other: Claim, { subscription, attended, order }: Claim) =>
  other.subscription === subscription && other.attended === attended && other.order > order

describe('admission', () => {
  it('never opens more than node, account, host and subscription allow', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (some) => {
        await play(some, (open) => {
          expect(open.length).toBeLessThanOrEqual(limits.node)
          expect(countBy(open, ({ account }) => account)).toBeLessThanOrEqual(limits.account)
          const unanswered = open.filter(isUnanswered)
          expect(countBy(unanswered, hostOf)).toBeLessThanOrEqual(limits.host)
          expect(countBy(unanswered, ({ subscription }) => subscription)).toBeLessThanOrEqual(limits.subscription)
        })
      }),
    )
  })

  it('admits in order of arrival for each subscription', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (some) => {
        await play(some, (_, all) => {
          for (const waiting of all.filter(({ permit }) => !permit))
            for (const later of all.filter((other) => isAfter(other, waiting))) expect(later.permit).toBeUndefined()
        })
      }),
    )
  })

  it('leaves nobody waiting who has room, and admits everybody in the end', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (some) => {
        const { admission, claims, open, release } = await play(some, (now, all) => {
          const unanswered = now.filter(isUnanswered)
          for (const claim of all.filter(({ permit }) => !permit)) {
            const { account, subscription } = claim
            const isFull =
              now.length >= limits.node ||
              now.filter((other) => other.account === account).length >= limits.account ||
              unanswered.filter((other) => hostOf(other) === hostOf(claim)).length >= limits.host ||
              unanswered.filter((other) => other.subscription === subscription).length >= limits.subscription
            expect(isFull).toBe(true)
          }
        })
        for (let i = 0; i < claims.length; i++) {
          release(open()[0]?.permit)
          await Promise.resolve()
        }
        expect(claims.every(({ permit }) => permit !== undefined)).toBe(true)
        expect([admission.open(), admission.waiting()]).toEqual([0, 0])
      }),
    )
  })

  it('tells as many that they are near as their subscription has open', async () => {
    const admission = anAdmission({ node: 9, account: 9, host: 9, subscription: 2 })
    const near: number[] = []
    const ask = (number: number) => admission.admit({ account: 'acc_1', subscription: 'sub_1', host }, () => near.push(number))
    const [first, second, ...later] = Array.from({ length: 6 }, (_, number) => ask(number))
    expect(near).toEqual([2, 3])
    ;(first as Permit).answered()
    expect(near).toEqual([2, 3, 4])
    ;(second as Permit).release()
    expect(near).toEqual([2, 3, 4, 5])
    ;(first as Permit).release()
    for (const permit of later) (await permit).release()
    expect(near).toEqual([2, 3, 4, 5])
    expect([admission.open(), admission.waiting()]).toEqual([0, 0])
  })

  it('lets the subscriptions that wait take turns', async () => {
    const admission = anAdmission({ node: 1, account: 9, host: 99, subscription: 9 })
    const first = admission.admit({ account: 'acc_1', subscription: 'sub_busy', host }) as Permit
    const admitted: string[] = []
    const wait = async (subscription: string) => {
      const permit = await admission.admit({ account: 'acc_1', subscription, host })
      admitted.push(subscription)
      permit.release()
    }
    const all = [wait('sub_busy'), wait('sub_busy'), wait('sub_busy'), wait('sub_other')]
    first.release()
    await Promise.all(all)
    expect(admitted).toEqual(['sub_busy', 'sub_other', 'sub_busy', 'sub_busy'])
  })

  it('does not let a full account keep another one waiting', () => {
    const admission = anAdmission({ node: 10, account: 1, host: 99, subscription: 1 })
    void admission.admit({ account: 'acc_1', subscription: 'sub_1', host })
    expect(admission.admit({ account: 'acc_1', subscription: 'sub_2', host })).toBeInstanceOf(Promise)
    expect(admission.admit({ account: 'acc_2', subscription: 'sub_3', host })).not.toBeInstanceOf(Promise)
  })

  it('keeps no room at a host for what waits for its account: others who call it do not wait', () => {
    const admission = anAdmission({ node: 10, account: 1, host: 2, subscription: 9 })
    const of = (account: string, subscription: string) => ({ account, subscription, host })
    void admission.admit(of('acc_1', 'sub_1'))
    expect(admission.admit(of('acc_1', 'sub_2'))).toBeInstanceOf(Promise)
    expect(admission.admit(of('acc_2', 'sub_3'))).not.toBeInstanceOf(Promise)
  })

  describe('when all is taken', () => {
    const full = () => {
      const admission = anAdmission({ node: 1, account: 1, host: 99, subscription: 1 })
      const permit = admission.admit({ account: 'acc_0', subscription: 'sub_0', host }) as Permit
      const went: string[] = []
      const wait = (name: string, attended: boolean) =>
        void Promise.resolve(admission.admit({ account: 'acc_1', subscription: 'sub_1', host, attended })).then(async (granted) => {
          went.push(name)
          await Promise.resolve()
          granted.release()
        })
      return { admission, permit, went, wait }
    }
    const settled = () => new Promise(setImmediate)

    it('S3-11 S4-18: lets those go first that somebody waits for, each kind in its order', async () => {
      const { permit, went, wait, admission } = full()
      for (const name of ['a', 'b']) wait(name, false)
      for (const name of ['c', 'd']) wait(name, true)
      expect(admission.tryAdmit({ account: 'acc_1', subscription: 'sub_1', host })).toBeUndefined()
      permit.release()
      await settled()
      expect(went).toEqual(['c', 'd', 'a', 'b'])
      expect([admission.open(), admission.waiting()]).toEqual([0, 0])
    })

    it('lets one of the others go after eight of those: a flood of them stops nobody', async () => {
      const { permit, went, wait } = full()
      wait('other', false)
      for (let i = 0; i < 20; i++) wait(`attended ${i}`, true)
      permit.release()
      await settled()
      expect(went.indexOf('other')).toBe(8)
      expect(went).toHaveLength(21)
    })
  })
})
