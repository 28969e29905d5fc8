import { describe, expect, it } from '@jest/globals'
import type { OwedRow } from '../../src/db/load-owed.js'
import type { Permit } from '../../src/delivery/admission-types.js'
import { anAdmission } from './an-admission.js'
import { now, second, stage } from './attempt-stage.js'
import { anOwedRow } from './owed.js'

describe('an attempt that waits for its slot', () => {
  const full = () => {
    const admission = anAdmission({ node: 1, account: 1, host: 9, subscription: 1 })
    const permit = admission.admit({ account: 'acc_2', subscription: 'sub_2', host: 'other.example' })
    if (permit instanceof Promise) throw new Error('there was no room')
    return { admission, permit }
  }

  it('sends what the row says by then', async () => {
    const { admission, permit } = full()
    const { run, told } = stage({ admission, rows: [anOwedRow(), anOwedRow({ body: '{"data":2}' })] })
    const decided = run()
    await new Promise(setImmediate)
    expect([told, admission.waiting()]).toEqual([[], 1])
    permit.release()
    expect(await decided).toEqual({ kind: 'delivered', number: 2, note: 'HTTP 200' })
    expect(told).toContain('post {"data":2}')
    expect(admission.open()).toBe(0)
  })

  it('has its row when its turn comes, and no older one than a second', async () => {
    const admission = anAdmission({ node: 9, account: 9, host: 9, subscription: 1 })
    const open = admission.admit({ account: 'acc_1', subscription: 'sub_1', host: 'receiver.example' }) as Permit
    const rows = [1, 2, 3, 4].map((data) => anOwedRow({ body: `{"data":${data}}` }))
    const clock = { ms: now.getTime() }
    const { run, told } = stage({ admission, rows, clock: () => new Date(clock.ms) })
    const decided = run()
    await new Promise(setImmediate)
    expect(rows).toHaveLength(2)
    open.release()
    await decided
    expect(told).toContain('post {"data":2}')
    const next = admission.admit({ account: 'acc_1', subscription: 'sub_1', host: 'receiver.example' }) as Permit
    const late = run()
    await new Promise(setImmediate)
    clock.ms += 1_001
    next.release()
    await late
    expect(told).toContain('post {"data":4}')
  })

  it('gives its place back when its row cannot be loaded', async () => {
    const admission = anAdmission({ node: 9, account: 9, host: 9, subscription: 1 })
    const open = admission.admit({ account: 'acc_1', subscription: 'sub_1', host: 'receiver.example' }) as Permit
    const { run } = stage({ admission, rows: [anOwedRow(), new Error('no database')] })
    const decided = run()
    await new Promise(setImmediate)
    open.release()
    await expect(decided).rejects.toThrow('no database')
    expect([admission.open(), admission.waiting()]).toEqual([0, 0])
  })

  it.each<[string, OwedRow | undefined]>([
    ['was cancelled', anOwedRow({ state: 'cancelled' })],
    ['was attempted elsewhere', anOwedRow(second)],
    ['had its subscription paused', anOwedRow({ subscriptionState: 'paused' })],
    ['was erased', undefined],
  ])('is looked at again, and not sent, when it %s meanwhile, and its place is given to the next', async (_, changed) => {
    const { admission, permit } = full()
    const waiting = anOwedRow({ rateLimit: { requests: 1, per: 'minute' } })
    const { run, told } = stage({ admission, rows: [waiting, changed] })
    const decided = run()
    await new Promise(setImmediate)
    permit.release()
    expect(await decided).toEqual({ kind: 'retry', number: 1, delayMs: 0, note: 'changed while it waited' })
    expect(told).toEqual([])
    expect(admission.open()).toBe(0)
    const { accountId: account, subscription, host } = waiting
    expect(admission.tryAdmit({ account, subscription, host })).toBeDefined()
  })
})
