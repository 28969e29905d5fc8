import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import fc from 'fast-check'
import type { Attempt, AttemptAsk } from '../../src/delivery/attempt.js'
import type { Ask, Decision, Labels } from '../../src/domain/deliver-types.js'
import { createUnderWay } from '../../src/engine/under-way.js'

const labels: Labels = { account: 'acc_1', subscription: 'sub_1', event: 'evt_1', eventType: 'payment.settled', host: 'receiver.example' }
const released: Decision = { kind: 'released', note: 'owned by ntf_1' }
const delivered: Decision = { kind: 'delivered', number: 3 }
const retry = (delayMs: number): Decision => ({ kind: 'retry', number: 3, delayMs, note: 'HTTP 503' })
const ask: Ask = { notification: 'ntf_1', number: 2 }
const one = { asks: [ask], set: false }

/** Attempts that end when they are told to. */
function attempts() {
  const made: { ask: AttemptAsk; send(deadlineMs?: number): void; end(decision: Decision): void; fail(error: Error): void }[] = []
  const faults: unknown[] = []
  const attempt: Attempt = (asked) =>
    new Promise((end, fail) => {
      const send = (deadlineMs = 10_000) => {
        asked.onSend({ deadlineMs, labels })
      }
      made.push({ ask: asked, end, fail, send })
    })
  const underWay = createUnderWay({ attempt, now: Date.now, onFault: (error) => faults.push(error) })
  return { made, underWay, faults }
}

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})
const pass = (ms = 0) => jest.advanceTimersByTimeAsync(ms)

describe('attempts under way', () => {
  it('are joined by the workflow they were begun for', async () => {
    const { made, underWay } = attempts()
    const ahead = underWay.ahead(ask, 'ntf_1')
    const decisions = underWay.attemptDue(one, 'ntf_1')
    await pass()
    expect(made).toHaveLength(1)
    made[0]!.end(delivered)
    expect([await ahead, await decisions]).toEqual([delivered, [delivered]])
  })

  it('tell their workflow what came of them when it asks later', async () => {
    const { made, underWay } = attempts()
    const ahead = underWay.ahead(ask, 'ntf_1')
    await pass()
    made[0]!.end(retry(10_000))
    await ahead
    await pass(4_000)
    expect(await underWay.attemptDue(one, 'ntf_1')).toEqual([retry(6_000)])
    expect(made).toHaveLength(1)
  })

  it('tell another workflow nothing: it asks for itself, once they have ended', async () => {
    const { made, underWay } = attempts()
    const ofTheSet = underWay.attemptDue({ ...one, set: true }, 'batch_1')
    const ofItsOwn = underWay.attemptDue(one, 'ntf_1')
    await pass()
    expect(made.map(({ ask: { owner } }) => owner)).toEqual(['batch_1'])
    made[0]!.end(released)
    expect(await ofTheSet).toEqual([released])
    await pass()
    expect(made.map(({ ask: { owner } }) => owner)).toEqual(['batch_1', 'ntf_1'])
    made[1]!.end(delivered)
    expect(await ofItsOwn).toEqual([delivered])
    expect(underWay.has('ntf_1')).toBe(false)
  })

  it('are never made twice at the same time for one notification, whoever asks', async () => {
    const anAsk = fc.record({ owner: fc.constantFrom('ntf_1', 'batch_1', 'batch_2'), ahead: fc.boolean(), ends: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(anAsk, { maxLength: 20 }), async (asks) => {
        const { made, underWay } = attempts()
        let ended = 0
        const end = async () => {
          if (ended < made.length) made[ended++]!.end(delivered)
          await pass()
        }
        for (const { owner, ahead, ends } of asks) {
          // The starter never begins what is under way.
          if (!ahead) void underWay.attemptDue(one, owner)
          else if (!underWay.has('ntf_1')) void underWay.ahead(ask, owner)
          await pass()
          expect(made.length - ended).toBeLessThanOrEqual(1)
          if (ends) await end()
        }
        while (ended < made.length) await end()
        await underWay.idle()
        expect(underWay.has('ntf_1')).toBe(false)
      }),
      { numRuns: 50 },
    )
  })

  it('do not keep a change of the row waiting', async () => {
    for (const steered of [{ cancel: 'wrong' }, { hold: true }, { openRound: 'r1' }]) {
      const { made, underWay } = attempts()
      void underWay.ahead(ask, 'ntf_1')
      const decisions = underWay.attemptDue({ ...one, asks: [{ ...ask, ...steered }] }, 'ntf_1')
      await pass(5_000)
      expect(made).toHaveLength(2)
      made.find(({ ask: asked }) => (asked.cancel ?? asked.hold ?? asked.openRound) !== undefined)?.end(delivered)
      expect(await decisions).toEqual([delivered])
      expect(underWay.has('ntf_1')).toBe(true)
    }
  })
})

describe('a turn', () => {
  const asks = ['a', 'b', 'c'].map((notification) => ({ notification, number: 1 }))

  it('answers in the order of the asks', async () => {
    const { made, underWay } = attempts()
    const decisions = underWay.attemptDue({ asks, set: true }, 'batch_1')
    await pass()
    for (const { ask: asked, end } of [...made].reverse()) end({ kind: 'delivered', number: asked.notification.charCodeAt(0) })
    expect((await decisions).map((decision) => decision.kind === 'delivered' && decision.number)).toEqual([97, 98, 99])
  })

  it('of a set lets those go on alone whose receiver lets us wait, until shortly after the deadline', async () => {
    const { made, underWay } = attempts()
    const decisions = underWay.attemptDue({ asks, set: true }, 'batch_1')
    await pass()
    made[0]!.end(delivered)
    made[1]!.send(10_000)
    made[2]!.end(delivered)
    await pass(2_000)
    const note = 'attempt under way'
    expect((await decisions)[1]).toEqual({ kind: 'retry', number: 1, delayMs: 9_000, note, alone: labels })
    made[1]!.end(delivered)
  })

  it('of a set keeps what was sent a moment ago', async () => {
    const { made, underWay } = attempts()
    const decisions = underWay.attemptDue({ asks, set: true }, 'batch_1')
    await pass(1_500)
    for (const { send } of made) send()
    await pass(500)
    expect(await decisions).toEqual(asks.map(() => ({ kind: 'retry', number: 1, delayMs: 1_000, note: 'attempt under way' })))
  })

  it('of one waits for its receiver to the end', async () => {
    const { made, underWay } = attempts()
    const decisions = underWay.attemptDue(one, 'ntf_1')
    await pass()
    made[0]!.send(30_000)
    await pass(29_000)
    made[0]!.end(delivered)
    expect(await decisions).toEqual([delivered])
  })

  it('asks ever more rarely for what waits for its slot, and joins it when it has been sent', async () => {
    const { made, underWay } = attempts()
    const delays: number[] = []
    for (let turn = 0; turn < 30; turn++) {
      const decisions = underWay.attemptDue(one, 'ntf_1')
      await pass(2_000)
      const [decision] = await decisions
      if (decision?.kind !== 'retry') throw new Error('it waits')
      expect(decision).toMatchObject({ number: 2, note: expect.stringContaining('free slot') })
      delays.push(decision.delayMs)
      await pass(decision.delayMs)
    }
    expect(made).toHaveLength(1)
    expect(delays).toEqual([...delays].sort((a, b) => a - b))
    expect([delays[0], delays.at(-1)]).toEqual([1_000, 45_000])
    const decisions = underWay.attemptDue(one, 'ntf_1')
    made[0]!.end(delivered)
    expect(await decisions).toEqual([delivered])
  })

  it('goes on without the one that meets a fault of our own', async () => {
    const { made, underWay, faults } = attempts()
    const decisions = underWay.attemptDue({ asks, set: true }, 'batch_1')
    await pass()
    made[0]!.end(delivered)
    made[1]!.fail(new Error('its secret cannot be opened'))
    made[2]!.end(retry(1_000))
    expect((await decisions).map(({ kind }) => kind)).toEqual(['delivered', 'retry', 'retry'])
    expect((await decisions)[1]).toMatchObject({ number: 1, delayMs: 5_000 })
    expect(faults).toEqual([new Error('its secret cannot be opened')])
  })

  it('is repeated when all meet a fault, or one that was to be steered', async () => {
    const { made, underWay } = attempts()
    const all = underWay.attemptDue({ asks, set: true }, 'batch_1')
    const steered = underWay.attemptDue({ asks: [asks[0]!, { ...ask, cancel: 'wrong' }], set: true }, 'batch_2')
    const outcomes = Promise.allSettled([all, steered])
    await pass()
    for (const { fail } of made) fail(new Error('away'))
    await pass()
    for (const { ask: asked, end } of made.filter(({ ask: { owner } }) => owner === 'batch_2')) if (!asked.cancel) end(delivered)
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})
