import { describe, expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import { check } from './check.js'
import { duplicatesOf, openAt } from './duplicates.js'
import type { Evidence, Received } from './evidence.js'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const start = Date.parse('2026-03-01T10:00:00Z')

const data = '{"amount":10.50}'
const body = `{"id":"e1","data":${data}}`

function received(at: number, change: Partial<Received> = {}): Received {
  const seconds = Math.floor((start + at - 2) / 1000)
  const signature = new Webhook(secret).sign('ntf_1', new Date(seconds * 1000), body)
  return {
    at: start + at,
    notification: 'ntf_1',
    timestamp: String(seconds),
    signature,
    body: Buffer.from(body).toString('base64'),
    status: 200,
    ...change,
  }
}

const attempt = (at: number, outcome = 'confirmed') => ({
  notification: 'ntf_1',
  number: 1,
  startedAt: start + at - 2,
  endedAt: start + at + 5,
  outcome,
})
const kill = (at: number, parts: Evidence['kills'][number]['parts'] = ['node']) => ({ parts, at: start + at, backAt: start + at + 1_000 })

/** One event, published, delivered and recorded in order. */
function evidence(change: Partial<Evidence> = {}): Evidence {
  return {
    acknowledged: [{ event: 'e1', data, notifications: ['ntf_1'], sends: 1, duplicate: false, at: start }],
    refused: [],
    repeats: [{ event: 'e1', status: 202, duplicate: true, notifications: ['ntf_1'] }],
    received: [received(10)],
    events: [{ event: 'e1', body }],
    notifications: [{ notification: 'ntf_1', event: 'e1', state: 'delivered', attempts: 1, workflow: 'ntf_1' }],
    attempts: [attempt(10)],
    kills: [],
    secret,
    ...change,
  }
}

const kinds = (change: Partial<Evidence>) => check(evidence(change)).map(({ kind }) => kind)

describe('the checker', () => {
  it('finds nothing when everything was delivered', () => {
    expect(check(evidence())).toEqual([])
  })

  it('finds an acknowledged event that has no row', () => {
    expect(kinds({ events: [], notifications: [], received: [] })).toEqual(['lost'])
  })

  it('finds other notifications than were announced', () => {
    const [row] = evidence().notifications
    expect(kinds({ notifications: [row!, { ...row!, notification: 'ntf_2' }] })).toEqual(['other notifications'])
  })

  it.each(['pending', 'retrying', 'held', 'exhausted', 'cancelled', 'gone'])('finds a notification left %s', (state) => {
    const [row] = evidence().notifications
    expect(kinds({ notifications: [{ ...row!, state }], received: [] })).toEqual(['undelivered'])
  })

  it('does not believe a row that the receiver knows nothing of', () => {
    expect(kinds({ received: [] })).toEqual(['delivered in the database only'])
    expect(kinds({ received: [received(10, { status: 503 })] })).toEqual(['delivered in the database only'])
  })

  it('finds a publish that was answered otherwise than with 202', () => {
    expect(kinds({ refused: [{ event: 'e2', status: 409, code: 'event_id_conflict' }] })).toEqual(['wrong answer'])
  })

  it('finds a first publish that was taken for a repeat', () => {
    const [one] = evidence().acknowledged
    expect(kinds({ acknowledged: [{ ...one!, duplicate: true }] })).toEqual(['wrong answer'])
    expect(kinds({ acknowledged: [{ ...one!, duplicate: true, sends: 2 }] })).toEqual([])
  })

  it('finds a repeat that did not get the first result', () => {
    const [repeat] = evidence().repeats
    expect(kinds({ repeats: [{ ...repeat!, notifications: ['ntf_2'] }] })).toEqual(['wrong repeat'])
    expect(kinds({ repeats: [{ ...repeat!, duplicate: false }] })).toEqual(['wrong repeat'])
    expect(kinds({ repeats: [{ ...repeat!, status: 409, duplicate: false, notifications: [] }] })).toEqual(['wrong repeat'])
  })

  it('finds a changed byte, on the way to the row or on the way to the receiver', () => {
    expect(kinds({ received: [received(10, { body: Buffer.from(`${body} `).toString('base64') })] })).toContain('altered')
    expect(kinds({ acknowledged: [{ ...evidence().acknowledged[0]!, data: '{"amount":10.5}' }] })).toEqual(['altered'])
  })

  it('finds a signature of another secret and a timestamp a customer would refuse', () => {
    expect(kinds({ secret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' })).toEqual(['bad signature'])
    expect(kinds({ received: [received(10, { at: start + 400_000 })] })).toContain('bad signature')
    expect(kinds({ received: [received(10, { timestamp: 'now' })] })).toContain('bad signature')
  })

  it('finds a request that no row accounts for', () => {
    expect(kinds({ received: [received(10), received(20, { notification: 'ntf_9' })] })).toEqual(['unknown request'])
  })
})

describe('duplicates', () => {
  it('are found when nothing was killed', () => {
    expect(kinds({ received: [received(10), received(5_000)] })).toEqual(['unexplained duplicate'])
  })

  it('are not what follows an answer that was not a confirmation', () => {
    expect(kinds({ received: [received(10, { status: 503 }), received(5_000)] })).toEqual([])
  })

  it('are explained by a kill of the node before the attempt was recorded', () => {
    const twice = { received: [received(10), received(5_000)], attempts: [attempt(5_000)] }
    expect(kinds({ ...twice, kills: [kill(20)] })).not.toContain('unexplained duplicate')
    expect(kinds({ ...twice, kills: [kill(20, ['temporal'])] })).toContain('unexplained duplicate')
    expect(kinds({ ...twice, kills: [kill(-2_000)] })).toContain('unexplained duplicate')
    expect(kinds({ ...twice, received: [received(10), received(90_000)], attempts: [attempt(90_000)], kills: [kill(60_000)] })).toContain(
      'unexplained duplicate',
    )
  })

  it('are not explained by a kill when the attempt had been recorded', () => {
    expect(kinds({ received: [received(10), received(5_000)], kills: [kill(20)] })).toContain('unexplained duplicate')
  })

  it('are explained by a kill of the receiver before it answered', () => {
    const twice = { received: [received(10), received(5_000)], attempts: [attempt(10, 'unreachable'), attempt(5_000)] }
    expect(kinds({ ...twice, kills: [kill(12, ['receiver'])] })).toEqual([])
    expect(kinds({ ...twice, kills: [kill(100, ['receiver'])] })).toContain('unexplained duplicate')
  })

  it('are no more than attempts were open', () => {
    const run = evidence({ received: [received(10), received(5_000), received(5_100)], attempts: [attempt(5_000)], kills: [kill(20)] })
    expect(duplicatesOf(run).filter(({ explainedBy }) => explainedBy !== undefined)).toHaveLength(1)
    expect(openAt(run.kills[0]!, run)).toBe(1)
  })
})

describe('recovery', () => {
  it('is late when nothing new came within the bound', () => {
    expect(kinds({ kills: [kill(-5_000)] })).toEqual(['late recovery'])
    expect(kinds({ kills: [kill(-5_000, ['postgres'])] })).toEqual([])
    expect(kinds({ kills: [kill(50, ['temporal'])] })).toEqual(['late recovery'])
  })

  it('is not judged where the next kill came sooner', () => {
    expect(kinds({ kills: [kill(-6_000), kill(-4_000), kill(-2_000)] })).toEqual([])
  })

  it('has no bound for the receiver alone', () => {
    expect(kinds({ kills: [kill(50, ['receiver'])] })).toEqual([])
  })
})
