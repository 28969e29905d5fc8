import { describe, expect, it } from '@jest/globals'
import { always, eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { type Scene, scenes } from '../helpers/scene.js'
import { signal, temporal, temporalJson } from '../helpers/temporal.js'

const slowly = { schedule: { name: 'payments-72h' as const } }
const state = async ({ client }: Scene, id: string) => (await client.getNotification({ id })).state

/** A notification whose first attempt has failed and whose next is 10 s away. */
async function waiting(here: Scene): Promise<string> {
  here.receiver.answers(503)
  const id = await here.notify()
  await eventually(async () => expect(await here.client.getNotification({ id })).toMatchObject({ state: 'retrying', attempts: 1 }))
  return id
}

const closed = async (posthorn: { namespace: string }, id: string) =>
  (
    await temporalJson<{ workflowExecutionInfo: { status: string } }>(posthorn, 'workflow', 'describe', '--workflow-id', id)
  ).workflowExecutionInfo.status.replace('WORKFLOW_EXECUTION_STATUS_', '')

const signalled = (name: 'retryNow' | 'replay') => async (here: Scene) => {
  const id = await waiting(here)
  here.receiver.answers(200)
  await signal(here.posthorn, id, name)
  return id
}

describe('an operator', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)

  it('attempts now what is waiting', async () => {
    const here = await scene(slowly)
    const id = await waiting(here)
    here.receiver.answers(200)
    await here.client.retryNotificationNow({ id })
    await eventually(
      async () => expect(await here.client.getNotification({ id })).toMatchObject({ state: 'delivered', attempts: 2, round: 1 }),
      { withinMs: 5_000 },
    )
    await eventually(async () => expect(await closed(posthorn(), id)).toBe('COMPLETED'))
  })

  it('cancels what is waiting, and no attempt starts any more', async () => {
    const here = await scene({ schedule: { name: 'custom', delaysSeconds: [2, 1] } })
    const id = await waiting(here)
    await here.client.cancelNotification({ id, reason: 'wrong amount' })
    await eventually(
      async () => expect(await here.client.getNotification({ id })).toMatchObject({ state: 'cancelled', nextAttemptAt: null }),
      { withinMs: 5_000 },
    )
    await always(() => expect(here.receiver.received()).toHaveLength(1), 2_500)
    await eventually(async () => expect(await closed(posthorn(), id)).toBe('CANCELED'))
  })

  it('cannot cancel or retry what has ended', async () => {
    const here = await scene()
    const id = await here.notify()
    await eventually(async () => expect(await state(here, id)).toBe('delivered'))
    const refused = { problem: { status: 409, code: 'notification_closed' } }
    await expect(here.client.cancelNotification({ id })).rejects.toMatchObject(refused)
    await expect(here.client.retryNotificationNow({ id })).rejects.toMatchObject(refused)
  })

  it('replays what was delivered: same bytes and webhook-id, next round, attempts go on counting', async () => {
    const here = await scene()
    const id = await here.notify({ amount: 1 })
    await eventually(async () => expect(await state(here, id)).toBe('delivered'))
    await here.client.replayNotification({ id })
    await eventually(async () =>
      expect(await here.client.getNotification({ id })).toMatchObject({ state: 'delivered', attempts: 2, round: 2 }),
    )
    const [first, second] = here.receiver.received()
    expect(second?.body.equals(first!.body)).toBe(true)
    expect(second?.headers['webhook-id']).toBe(id)
    const { items } = await here.client.listAttempts({ id })
    expect(items.map(({ number, round }) => ({ number, round }))).toEqual([
      { number: 1, round: 1 },
      { number: 2, round: 2 },
    ])
  })

  it('replays what is exhausted with its whole schedule', async () => {
    const here = await scene({ schedule: { name: 'custom', delaysSeconds: [0.2] } })
    here.receiver.answers(500)
    const id = await here.notify()
    await eventually(async () => expect(await state(here, id)).toBe('exhausted'))
    await eventually(async () => expect(await closed(posthorn(), id)).toBe('FAILED'))
    here.receiver.answers(500, 200)
    await here.client.replayNotification({ id })
    await eventually(async () =>
      expect(await here.client.getNotification({ id })).toMatchObject({ state: 'delivered', attempts: 4, round: 2 }),
    )
  })

  it('replays what was cancelled', async () => {
    const here = await scene(slowly)
    const id = await waiting(here)
    await here.client.cancelNotification({ id })
    await eventually(async () => expect(await state(here, id)).toBe('cancelled'))
    here.receiver.answers(200)
    await here.client.replayNotification({ id })
    await eventually(async () => expect(await state(here, id)).toBe('delivered'))
  })

  it('replays what is still waiting', async () => {
    const here = await scene(slowly)
    const id = await waiting(here)
    here.receiver.answers(200)
    await here.client.replayNotification({ id })
    await eventually(async () => expect(await here.client.getNotification({ id })).toMatchObject({ state: 'delivered', round: 2 }), {
      withinMs: 8_000,
    })
  })

  it('replays once for one request, however often it is delivered already', async () => {
    const here = await scene()
    const id = await here.notify()
    await eventually(async () => expect(await state(here, id)).toBe('delivered'))
    for (const round of [2, 3, 4]) {
      await here.client.replayNotification({ id })
      await eventually(async () =>
        expect(await here.client.getNotification({ id })).toMatchObject({ state: 'delivered', round, attempts: round }),
      )
    }
    await always(() => expect(here.receiver.received()).toHaveLength(4), 500)
  })

  it('gets 404 for a notification that does not exist', async () => {
    const id = 'ntf_00000000000000000000000000'
    for (const steer of ['cancelNotification', 'retryNotificationNow', 'replayNotification', 'getNotification'] as const) {
      await expect(posthorn().client[steer]({ id })).rejects.toMatchObject({ problem: { status: 404, code: 'not_found' } })
    }
  })

  describe("with Temporal's own command line", () => {
    it('attempts now what is waiting', async () => {
      const here = await scene(slowly)
      const id = await waiting(here)
      here.receiver.answers(200)
      await signal(posthorn(), id, 'retryNow')
      await eventually(async () => expect(await state(here, id)).toBe('delivered'), { withinMs: 5_000 })
    })

    it('cancels by signal', async () => {
      const here = await scene(slowly)
      const id = await waiting(here)
      await signal(posthorn(), id, 'cancel')
      await eventually(async () => expect(await state(here, id)).toBe('cancelled'), { withinMs: 5_000 })
      await eventually(async () => expect(await closed(posthorn(), id)).toBe('CANCELED'))
    })

    it('cancels by cancelling the workflow', async () => {
      const here = await scene(slowly)
      const id = await waiting(here)
      await temporal(posthorn(), 'workflow', 'cancel', '--workflow-id', id)
      await eventually(async () => expect(await state(here, id)).toBe('cancelled'), { withinMs: 5_000 })
    })

    it('replays what is waiting by signal', async () => {
      const here = await scene(slowly)
      const id = await waiting(here)
      here.receiver.answers(200)
      await signal(posthorn(), id, 'replay')
      await eventually(async () => expect(await here.client.getNotification({ id })).toMatchObject({ state: 'delivered', round: 2 }), {
        withinMs: 8_000,
      })
    })

    it.each([
      { what: 'at once', attempts: 1, round: 1, make: (here: Scene) => here.notify() },
      { what: 'after a retryNow, which the reset applies again', attempts: 2, round: 1, make: signalled('retryNow') },
      { what: 'after a replay, which the reset applies again', attempts: 2, round: 2, make: signalled('replay') },
    ])('delivers again by a reset what was delivered $what', async ({ attempts, round, make }) => {
      const here = await scene(slowly)
      const id = await make(here)
      await eventually(async () => expect(await closed(posthorn(), id)).toBe('COMPLETED'))
      await temporal(posthorn(), 'workflow', 'reset', '--workflow-id', id, '--type', 'FirstWorkflowTask', '--reason', 'again')
      await eventually(() => expect(here.receiver.received()).toHaveLength(attempts + 1), { withinMs: 30_000 })
      await eventually(async () =>
        expect(await here.client.getNotification({ id })).toMatchObject({ state: 'delivered', attempts: attempts + 1, round: round + 1 }),
      )
      await eventually(async () => expect(await closed(posthorn(), id)).toBe('COMPLETED'))
      await always(() => expect(here.receiver.received()).toHaveLength(attempts + 1), 500)
      expect(new Set(here.receiver.received().map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]))
    })
  })
})
