import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Ask, Asked, Decision, Labels, Member } from '../../src/domain/deliver-types.js'
import { openSet } from '../../src/workflows/open-set.js'

const labels: Labels = { account: 'acc_1', subscription: 'sub_1', event: 'evt_1', eventType: 'payment.settled', host: 'receiver.example' }
const member = (id: string, changes: Partial<Member> = {}): Member => ({ id, from: 1, firstDelayMs: 0, ...changes })
const retry = (delayMs: number, changes: object = {}): Decision => ({ kind: 'retry', number: 2, delayMs, note: 'HTTP 503', ...changes })
const hold = (changes: object = {}): Decision => ({ kind: 'hold', number: 1, note: 'held', ...changes })
const stop = (changes: object = {}): Decision => ({ kind: 'stop', number: 2, state: 'exhausted', note: 'HTTP 503', ...changes })
const delivered: Decision = { kind: 'delivered', number: 2 }
const setHold = (at: { hold?: boolean | undefined; dueAt: number }) => Object.assign(at, { hold: true, dueAt: 0, retryNow: 1 })
const resume = (at: { hold?: boolean | undefined; dueAt: number }) => Object.assign(at, { hold: undefined, dueAt: 0, retryNow: 1 })
const replay = (token: string) => (at: { openRound?: string | undefined; dueAt: number }) =>
  Object.assign(at, { openRound: token, dueAt: 0, retryNow: 1 })

/** A set of one whose attempt is under way. */
function underWay(change: (open: ReturnType<typeof openSet>) => void = () => undefined) {
  const open = openSet([member('ntf_1')], 1_000)
  change(open)
  const [ask] = open.due(1_000)
  if (!ask) throw new Error('nothing is due')
  return { open, ask }
}

describe('the open set', () => {
  it('asks for what is due, in the order of its input', () => {
    const open = openSet([member('b'), member('a', { firstDelayMs: 10 }), member('c', { from: 4 })], 1_000)
    expect(open.due(1_000)).toEqual([
      { notification: 'b', number: 1 },
      { notification: 'c', number: 4 },
    ])
    expect(open.nextDueAt()).toBe(1_000)
    expect(openSet([], 1_000).nextDueAt()).toBe(Infinity)
  })

  it('keeps what is to be tried again, and lets go of what has ended or goes on alone', () => {
    const open = openSet(
      ['a', 'b', 'c', 'd'].map((id) => member(id)),
      1_000,
    )
    const decisions = [delivered, retry(2_000), retry(90_000, { alone: labels }), { kind: 'released', note: 'owned by ntf_d' } as const]
    open.due(1_000).forEach((ask, i) => open.settle(ask, decisions[i]!, 1_100))
    expect(open.list()).toEqual([{ notification: 'b', attempt: 2, dueAt: 3_100, note: 'HTTP 503' }])
    expect(open.movedAway('c')).toBe(true)
    expect(open.movedAway('a')).toBe(false)
    expect(open.stopped()).toBeUndefined()
    expect(open.result()).toEqual({ delivered: 1, moved: 1, released: 1 })
  })

  it('says how its only member stopped', () => {
    const { open, ask } = underWay()
    open.settle(ask, stop(), 1_100)
    expect(open.stopped()).toEqual({ state: 'exhausted', note: 'HTTP 503' })
    expect(open.size).toBe(0)
  })

  it('tells the operator what it waits for', () => {
    const open = openSet([member('a', { firstDelayMs: 5_000, from: 3, note: 'HTTP 503' }), member('b', { firstDelayMs: 9_000 })], 0)
    expect(open.waitingFor()).toBe('attempt 3 at 1970-01-01T00:00:05Z: HTTP 503 (and 1 more)')
    expect(openSet([], 0).waitingFor()).toBe('')
  })

  it('steers the only member without a name, and nobody when there are several', () => {
    expect(openSet([member('a')], 0).steer(undefined, () => undefined)).toBe(true)
    expect(openSet([member('a'), member('b')], 0).steer(undefined, () => undefined)).toBe(false)
    expect(openSet([member('a')], 0).steer('b', () => undefined)).toBe(false)
  })
})

describe('a signal while the attempt is under way', () => {
  it('holds when the attempt has ended without', () => {
    const { open, ask } = underWay()
    open.steer('ntf_1', setHold)
    open.settle(ask, retry(5_000), 1_100)
    expect(open.due(1_100)).toEqual([{ notification: 'ntf_1', number: 2, hold: true }])
  })

  it('makes the next attempt at once when it was to be tried again now', () => {
    const { open, ask } = underWay()
    open.steer('ntf_1', (at) => Object.assign(at, { dueAt: 0, retryNow: 1 }))
    open.settle(ask, retry(5_000), 1_100)
    expect(open.due(1_100)).toEqual([{ notification: 'ntf_1', number: 2 }])
  })

  it('is kept for the attempt it means, when the row is ahead of the workflow', () => {
    const open = openSet([member('ntf_1')], 1_000)
    open.steer('ntf_1', (at) => Object.assign(at, { dueAt: 0, retryNow: 2 }))
    const [first] = open.due(1_000)
    open.settle(first!, retry(60_000), 1_100)
    expect(open.due(1_100)).toEqual([{ notification: 'ntf_1', number: 2 }])
    open.settle(open.due(1_100)[0]!, retry(60_000, { number: 3 }), 1_200)
    expect(open.due(1_200)).toEqual([])
  })

  it('resume takes back a pause that no turn has done yet', () => {
    const { open } = underWay((set) => set.steer('ntf_1', setHold))
    open.steer('ntf_1', resume)
    expect(open.due(1_100)).toEqual([{ notification: 'ntf_1', number: 1 }])
  })

  it('resume releases what is being held at that moment', () => {
    const { open, ask } = underWay((set) => set.steer('ntf_1', setHold))
    open.steer('ntf_1', resume)
    open.settle(ask, hold(), 1_100)
    expect(open.due(1_100)).toEqual([{ notification: 'ntf_1', number: 1 }])
  })

  it.each([delivered, stop(), retry(5_000)])('opens the next round although the attempt is %j', (decision) => {
    const { open, ask } = underWay()
    open.steer('ntf_1', replay('r1'))
    open.settle(ask, decision, 1_100)
    expect(open.due(1_100)).toEqual([{ notification: 'ntf_1', number: 2, openRound: 'r1' }])
    open.settle(open.due(1_100)[0]!, retry(0, { number: 3 }), 1_200)
    expect(open.due(1_200)).toEqual([{ notification: 'ntf_1', number: 3 }])
  })

  it.each<[string, (at: Asked & { dueAt: number }) => void, Asked]>([
    ['retryNow', (at) => Object.assign(at, { dueAt: 0, retryNow: 1 }), { retryNow: 1 }],
    ['cancel', (at) => Object.assign(at, { cancel: 'wrong', retryNow: 1 }), { cancel: 'wrong' }],
    ['replay', replay('r1'), { openRound: 'r1' }],
    ['pause', setHold, { hold: true }],
  ])('%s goes with the member that leaves the set', (_, change, asked: Asked) => {
    const open = openSet([member('a'), member('b')], 1_000)
    const [ask] = open.due(1_000)
    open.steer('a', change as Parameters<typeof open.steer>[1])
    expect(open.settle(ask!, retry(90_000, { alone: labels }), 1_100)).toMatchObject({ ...asked })
  })

  it('that was done by then does not go with it, but a hold does', () => {
    const open = openSet([member('a', { asked: { openRound: 'r1' } }), member('b', { asked: { hold: true } })], 1_000)
    const asks = open.due(1_000)
    expect(open.settle(asks[0]!, retry(90_000, { alone: labels }), 1_100)).toEqual({})
    expect(open.settle(asks[1]!, hold({ alone: labels }), 1_100)).toEqual({ hold: true })
  })
})

describe('what a member brings from its set', () => {
  it('is asked for at once, whatever it waits for', () => {
    const open = openSet([member('a', { from: 3, firstDelayMs: 90_000, asked: { cancel: 'wrong' } })], 1_000)
    expect(open.due(1_000)).toEqual([{ notification: 'a', number: 3, cancel: 'wrong' }])
  })
})

const aDecision = fc.oneof<fc.Arbitrary<Decision>[]>(
  fc.constant(delivered),
  fc.record({ kind: fc.constant('retry' as const), number: fc.nat(9), delayMs: fc.nat(99_999), note: fc.constant('n') }),
  fc.constant(retry(90_000, { alone: labels })),
  fc.constant(hold()),
  fc.constant(hold({ alone: labels })),
  fc.constant(stop({ alone: labels })),
  fc.constant({ kind: 'released', note: 'elsewhere' }),
)
const aSignal = fc.constantFrom('nudge', 'hold', 'resume', 'replay', 'cancel')

function apply(signal: string, token: string): (at: Asked & { dueAt: number }) => void {
  const changes = { nudge: {}, hold: { hold: true }, resume: { hold: undefined }, replay: { openRound: token }, cancel: { cancel: 'c' } }
  return (at) => Object.assign(at, changes[signal as keyof typeof changes], { dueAt: 0, retryNow: 1 })
}

/** Some turns over a set: signals before and during each, then a decision for every ask. Returns the fate of each member. */
function play(size: number, turns: { before: [number, string][]; during: [number, string][]; decisions: Decision[] }[]) {
  const ids = Array.from({ length: size }, (_, i) => `ntf_${i}`)
  const open = openSet(
    ids.map((id) => member(id)),
    0,
  )
  const fates = new Map<string, string>()
  const signalled = (signals: [number, string][], turn: number) => {
    for (const [at, signal] of signals) open.steer(`ntf_${at % size}`, apply(signal, `r${turn}`) as Parameters<typeof open.steer>[1])
  }
  turns.forEach(({ before, during, decisions }, turn) => {
    const now = turn * 1_000
    signalled(before, turn)
    const asks: Ask[] = open.due(now)
    signalled(during, turn)
    asks.forEach((ask, i) => {
      const decision = decisions[i % decisions.length]!
      open.settle(ask, decision, now)
      const stays = open.list().some(({ notification }) => notification === ask.notification)
      if (!stays) fates.set(ask.notification, decision.kind !== 'released' && 'alone' in decision ? 'moved' : decision.kind)
    })
  })
  return { ids, open, fates }
}

describe('whatever is decided and signalled', () => {
  const aTurn = fc.record({
    before: fc.array(fc.tuple(fc.nat(63), aSignal), { maxLength: 4 }),
    during: fc.array(fc.tuple(fc.nat(63), aSignal), { maxLength: 4 }),
    decisions: fc.array(aDecision, { minLength: 1, maxLength: 8 }),
  })

  it('no member is lost: each is open, or was delivered, released or moved, exactly once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), fc.array(aTurn, { maxLength: 12 }), (size, turns) => {
        const { ids, open, fates } = play(size, turns)
        const stillOpen = new Set(open.list().map(({ notification }) => notification))
        for (const id of ids) expect([id, stillOpen.has(id)]).toEqual([id, !fates.has(id)])
        const { delivered: count, moved, released } = open.result()
        const all = [...fates.values()]
        expect(count).toBe(all.filter((fate) => fate === 'delivered').length)
        expect(moved).toBe(all.filter((fate) => fate === 'moved').length)
        expect(released).toBe(all.filter((fate) => fate === 'released').length)
        expect(count + moved + released + open.size).toBe(size)
      }),
    )
  })

  it('an open member is due at some time, unless it is held', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), fc.array(aTurn, { maxLength: 12 }), (size, turns) => {
        const { open } = play(size, turns)
        for (const { dueAt, note } of open.list()) expect(Number.isFinite(dueAt) || note === 'held').toBe(true)
        expect(open.nextDueAt()).toBe(Math.min(Infinity, ...open.list().map(({ dueAt }) => dueAt)))
      }),
    )
  })
})
