import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import type { StartRequest } from '../../src/engine/starter.js'
import { createWorkflowStarts } from '../../src/engine/workflow-starts.js'

const labels = { account: 'acc_1', subscription: 'sub_1', event: 'evt_1', eventType: 'payment.settled', host: 'receiver.example' }
const request = (...ids: string[]): StartRequest => ({
  workflowId: ids.length === 1 ? ids[0]! : `batch_${ids[0]!}`,
  members: ids.map((id) => ({ id, from: 1, labels })),
})

/** Temporal as far as starts see it: away until it is told to be back. */
function temporal() {
  const state = { away: true, asked: 0, over: new Set<string>(), error: undefined as Error | undefined }
  const taken: { workflowId: string; members: string[] }[] = []
  const start = (_: string, { workflowId, args }: { workflowId: string; args: [{ notifications: { id: string }[] }] }) => {
    state.asked++
    if (state.error) return Promise.reject(state.error)
    if (state.away) return Promise.reject(new Error('away'))
    taken.push({ workflowId, members: args[0].notifications.map(({ id }) => id) })
    return Promise.resolve({ eagerlyStarted: true })
  }
  const client = { workflow: { start }, withDeadline: (_: number, ask: () => Promise<unknown>) => ask() } as unknown as Client
  const starts = createWorkflowStarts({
    client: () => client,
    taskQueue: 'notifications',
    onStarted: () => undefined,
    onFault: () => undefined,
    isOver: (id) => state.over.has(id),
  })
  return { state, taken, starts }
}

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

describe('starts of workflows', () => {
  it('are kept while Temporal is away, and asked again in order until it is back', async () => {
    const { state, taken, starts } = temporal()
    await starts.start(request('a'))
    await starts.start(request('b', 'c'))
    expect([starts.unstarted, starts.has('c'), starts.has('x')]).toEqual([2, true, false])
    await jest.advanceTimersByTimeAsync(5_000)
    expect(taken).toEqual([])
    state.away = false
    await jest.advanceTimersByTimeAsync(1_000)
    expect(taken).toEqual([
      { workflowId: 'a', members: ['a'] },
      { workflowId: 'batch_b', members: ['b', 'c'] },
    ])
    expect([starts.unstarted, starts.has('c')]).toEqual([0, false])
  })

  it('are asked one at a time, however many wait', async () => {
    const { state, starts } = temporal()
    for (let i = 0; i < 50; i++) await starts.start(request(`n${i}`))
    const asked = state.asked
    await jest.advanceTimersByTimeAsync(10_000)
    expect(state.asked - asked).toBeLessThanOrEqual(10)
  })

  it('leave out the members whose delivery is over by then', async () => {
    const { state, taken, starts } = temporal()
    await starts.start(request('a'))
    await starts.start(request('b', 'c'))
    for (const id of ['a', 'b']) state.over.add(id)
    state.away = false
    await jest.advanceTimersByTimeAsync(1_000)
    expect(taken).toEqual([{ workflowId: 'batch_b', members: ['c'] }])
    expect(['a', 'b', 'c'].some(starts.has)).toBe(false)
  })

  it('are not repeated for a workflow that has been before', async () => {
    const { state, starts } = temporal()
    state.error = new WorkflowExecutionAlreadyStartedError('closed', 'a', 'deliver')
    await starts.start(request('a'))
    expect(starts.unstarted).toBe(0)
  })

  it('keep no more than 5,000 requests: the others are left to the sweep', async () => {
    const { starts } = temporal()
    for (let i = 0; i < 5_001; i++) await starts.start(request(`n${i}`))
    expect([starts.unstarted, starts.has('n0'), starts.has('n5000')]).toEqual([5_000, true, false])
    starts.stop()
  })
})
