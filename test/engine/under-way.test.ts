import { describe, expect, it } from '@jest/globals'
import type { Attempt, AttemptAsk } from '../../src/delivery/attempt.js'
import type { Decision } from '../../src/domain/deliver-types.js'
import { createUnderWay } from '../../src/engine/under-way.js'

/** Attempts that end when they are told to. */
function attempts() {
  const made: { ask: AttemptAsk; end: (decision: Decision) => void }[] = []
  const attempt: Attempt = (ask) => new Promise((end) => made.push({ ask, end }))
  return { made, underWay: createUnderWay({ attempt, now: Date.now }) }
}

const ask = { notification: 'ntf_1', number: 2 }
const turn = { asks: [ask], set: false }
const released: Decision = { kind: 'released', note: 'owned by ntf_1' }
const delivered: Decision = { kind: 'delivered', number: 3 }
const turnOf = () => new Promise(setImmediate)

describe('attempts under way', () => {
  it('are joined by the workflow they were begun for', async () => {
    const { made, underWay } = attempts()
    const ahead = underWay.ahead(ask, 'ntf_1')
    const decisions = underWay.attemptDue(turn, 'ntf_1')
    await turnOf()
    expect(made).toHaveLength(1)
    made[0]!.end(delivered)
    expect([await ahead, await decisions]).toEqual([delivered, [delivered]])
  })

  it('tell another workflow nothing: it asks for itself, once they have ended', async () => {
    const { made, underWay } = attempts()
    const ofTheSet = underWay.attemptDue({ ...turn, set: true }, 'batch_1')
    const ofItsOwn = underWay.attemptDue(turn, 'ntf_1')
    await turnOf()
    expect(made.map(({ ask: { owner } }) => owner)).toEqual(['batch_1'])
    made[0]!.end(released)
    expect(await ofTheSet).toEqual([released])
    await turnOf()
    expect(made.map(({ ask: { owner } }) => owner)).toEqual(['batch_1', 'ntf_1'])
    made[1]!.end(delivered)
    expect(await ofItsOwn).toEqual([delivered])
    expect(underWay.has('ntf_1')).toBe(false)
  })
})
