import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import fc from 'fast-check'
import { createStarter, type Startable, type StarterOptions, type StartRequest } from '../../src/engine/starter.js'

const labels = { account: 'acc_1', subscription: 'sub_1', event: 'evt_1', eventType: 'payment.settled', host: 'receiver.example' }
const startables = (count: number, from = 0): Startable[] =>
  Array.from({ length: count }, (_, i) => ({ id: `ntf_${from + i}`, from: 1, labels }))

function starterOf(options: Partial<StarterOptions> = {}) {
  const requests: StartRequest[] = []
  const aheads: StartRequest[] = []
  let batches = 0
  const starter = createStarter({
    startsInFlight: 4,
    batchMax: 5,
    start(request) {
      requests.push(request)
      return Promise.resolve()
    },
    ahead: (request) => aheads.push(request),
    newBatchId: () => `batch_${++batches}`,
    ...options,
  })
  return { starter, requests, aheads }
}

/** A starter whose starts in flight are counted from outside, when each is made: until told, or for 250 ms. */
function countedStarter(startsInFlight: number, batchMax: number) {
  const inFlight = new Map<string, number>()
  let most = 0
  const { starter, requests } = starterOf({
    startsInFlight,
    batchMax,
    ahead({ workflowId }) {
      for (const [id, since] of inFlight) if (Date.now() - since >= 250) inFlight.delete(id)
      inFlight.set(workflowId, Date.now())
      most = Math.max(most, inFlight.size)
    },
    start(request) {
      requests.push(request)
      return Promise.resolve()
    },
  })
  const attempted = (at: number) => {
    const workflowId = requests[at]?.workflowId ?? 'ntf_unknown'
    inFlight.delete(workflowId)
    starter.attempted(workflowId)
  }
  return { starter, requests, attempted, most: () => most }
}
const membersOf = (requests: readonly StartRequest[]) => requests.flatMap(({ members }) => members.map(({ id }) => id))
const sizesOf = (requests: readonly StartRequest[]) => requests.map(({ members }) => members.length)

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})
const soon = () => jest.advanceTimersByTime(0)

describe('the starter', () => {
  it('gives a notification a workflow of its own when it is idle, and begins its attempt', () => {
    const { starter, requests, aheads } = starterOf()
    starter.add(startables(1))
    soon()
    expect(requests).toEqual([{ workflowId: 'ntf_0', members: startables(1) }])
    expect(aheads).toEqual(requests)
    expect(starter.backlog).toBe(0)
  })

  it('puts one that was replayed into a set, be it of one: a workflow may have had its id before', () => {
    const { starter, requests } = starterOf()
    const again = startables(1).map((one) => ({ ...one, again: true }))
    starter.add(again)
    soon()
    expect(requests).toEqual([{ workflowId: 'batch_1', members: again }])
  })

  it('shares workflows when more is queued than there are slots', () => {
    const { starter, requests } = starterOf()
    starter.add(startables(12))
    jest.advanceTimersByTime(200)
    expect(requests.map(({ workflowId }) => workflowId)).toEqual(['batch_1', 'batch_2', 'batch_3'])
    expect(sizesOf(requests)).toEqual([5, 5, 2])
    expect(membersOf(requests)).toEqual(startables(12).map(({ id }) => id))
  })

  it('keeps a workflow for each while a stall takes every slot and no more wait than there are slots', () => {
    const { starter, requests } = starterOf()
    starter.add(startables(4))
    soon()
    starter.add(startables(4, 4))
    jest.advanceTimersByTime(250)
    expect(sizesOf(requests)).toEqual([1, 1, 1, 1, 1, 1, 1, 1])
  })

  it('goes on sharing workflows while it is busy, until a wait has brought few', () => {
    const { starter, requests } = starterOf({ batchMax: 100 })
    starter.add(startables(12))
    soon()
    expect(requests).toEqual([])
    jest.advanceTimersByTime(60)
    starter.add(startables(3, 12))
    jest.advanceTimersByTime(60)
    starter.add(startables(2, 15))
    jest.advanceTimersByTime(60)
    expect(sizesOf(requests)).toEqual([12, 3, 2])
    for (const { workflowId } of [...requests]) starter.attempted(workflowId)
    starter.add(startables(2, 17))
    soon()
    expect(sizesOf(requests)).toEqual([12, 3, 2, 1, 1])
  })

  it('is calm again when nothing came for as long as it would have waited', () => {
    const { starter, requests } = starterOf({ batchMax: 100 })
    starter.add(startables(12))
    jest.advanceTimersByTime(60)
    for (const { workflowId } of [...requests]) starter.attempted(workflowId)
    jest.advanceTimersByTime(60)
    starter.add(startables(2, 12))
    soon()
    expect(sizesOf(requests)).toEqual([12, 1, 1])
  })

  it('gives every notification its own workflow when sets are not wanted', () => {
    const { starter, requests } = starterOf({ batchMax: 1 })
    starter.add(startables(9))
    for (let i = 0; i < 4; i++) jest.advanceTimersByTime(250)
    expect(requests.map(({ workflowId }) => workflowId)).toEqual(startables(9).map(({ id }) => id))
  })

  it('frees a slot when the attempts of its workflow have ended', () => {
    const { starter, requests } = starterOf({ startsInFlight: 1 })
    starter.add(startables(1))
    soon()
    starter.add(startables(1, 1))
    soon()
    expect(requests).toHaveLength(1)
    starter.attempted('ntf_0')
    starter.attempted('ntf_unknown')
    expect(membersOf(requests)).toEqual(['ntf_0', 'ntf_1'])
  })

  it('frees a slot after 250 ms, so that a slow receiver keeps nobody waiting', () => {
    const { starter, requests } = starterOf({ startsInFlight: 1 })
    starter.add(startables(1))
    soon()
    starter.add(startables(1, 1))
    jest.advanceTimersByTime(249)
    expect(requests).toHaveLength(1)
    jest.advanceTimersByTime(1)
    expect(requests).toHaveLength(2)
  })

  it('frees the slot of one workflow once, although its attempts end after that time, too', () => {
    const { starter, requests } = starterOf({ startsInFlight: 1, batchMax: 1 })
    starter.add(startables(3))
    jest.advanceTimersByTime(250)
    starter.attempted('ntf_0')
    soon()
    expect(membersOf(requests)).toEqual(['ntf_0', 'ntf_1'])
  })

  it('queues a notification once', () => {
    const { starter, requests } = starterOf({ startsInFlight: 1, batchMax: 1 })
    starter.add([...startables(2), ...startables(2)])
    expect([starter.has('ntf_1'), starter.has('ntf_9'), starter.backlog]).toEqual([true, false, 2])
    jest.advanceTimersByTime(1_000)
    expect(membersOf(requests)).toEqual(['ntf_0', 'ntf_1'])
    expect(starter.has('ntf_1')).toBe(false)
  })

  it('starts nothing more when it is stopped', () => {
    const { starter, requests } = starterOf({ startsInFlight: 1 })
    starter.add(startables(9))
    starter.stop()
    jest.advanceTimersByTime(1_000)
    expect(requests).toEqual([])
    expect(starter.backlog).toBe(9)
  })

  it('never has more starts in flight than allowed, keeps the order, loses nobody, and never makes a set too large', () => {
    const aStep = fc.oneof(
      fc.integer({ min: 1, max: 30 }).map((count) => ({ kind: 'add', count })),
      fc.nat(20).map((count) => ({ kind: 'attempted', count })),
      fc.integer({ min: 0, max: 300 }).map((count) => ({ kind: 'pass', count })),
    )
    const run = (steps: readonly { kind: string; count: number }[], startsInFlight: number, batchMax: number) => {
      const { starter, requests, attempted, most } = countedStarter(startsInFlight, batchMax)
      let added = 0
      for (const { kind, count } of steps) {
        if (kind === 'pass') jest.advanceTimersByTime(count)
        else if (kind === 'attempted') attempted(count)
        else starter.add(startables(count, (added += count) - count))
      }
      for (let i = 0; starter.backlog > 0 && i < 1_000; i++) jest.advanceTimersByTime(300)
      expect(membersOf(requests)).toEqual(startables(added).map(({ id }) => id))
      expect(Math.max(0, ...sizesOf(requests))).toBeLessThanOrEqual(batchMax)
      expect(most()).toBeLessThanOrEqual(startsInFlight)
      jest.clearAllTimers()
    }
    const steps = fc.array(aStep, { maxLength: 40 })
    fc.assert(fc.property(steps, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 8 }), run))
  })
})
