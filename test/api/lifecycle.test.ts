import { describe, expect, it } from '@jest/globals'
import { type Client, createClient, type ProblemError } from '../../src/client/client.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { freshType, scenes } from '../helpers/scene.js'
import { posthornCommand } from '../cli/run-command.js'

const posthorn = sharedPosthorn()
const scene = scenes(posthorn)
const run = posthornCommand(posthorn)
const aSubscription = async (client: Client) =>
  (await client.createSubscription({ url: 'https://receiver.example.com/hooks/canary', eventTypes: [freshType()] })).id
const codeOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => (error as ProblemError).problem.code)

describe('the lifecycle of a subscription (S3-15)', () => {
  it('says since when and by whom it is in its state, and why', async () => {
    const { client, baseUrl, apiKey } = posthorn()
    const id = await aSubscription(client)
    const created = await client.getSubscription({ id })
    const by = { kind: 'key', id: expect.stringMatching(/^key_/) }
    expect(created).toMatchObject({ stateReason: { code: 'requested', by }, stateChangedAt: created.createdAt })
    await createClient({ baseUrl, apiKey, reason: 'go-live of order 12' }).activateSubscription({ id })
    const active = await client.getSubscription({ id })
    expect(active.stateReason).toEqual({ code: 'requested', text: 'go-live of order 12', by })
    const changed = await client.updateSubscription({ id, ifMatch: active.version, description: 'same state' })
    expect(changed).toMatchObject({ stateChangedAt: active.stateChangedAt, stateReason: active.stateReason })
    expect(await client.pauseSubscription({ id, reason: 'ticket 4711' })).toMatchObject({ stateReason: { text: 'ticket 4711' } })
    expect((await client.resumeSubscription({ id })).stateReason).toMatchObject({ code: 'requested', by })
  })

  it('holds what is open when it is disabled, owes nothing more, and delivers when it is activated again', async () => {
    const { client, receiver, subscription, notify, publish } = await scene({ schedule: { name: 'custom', delaysSeconds: [1, 1, 1, 1] } })
    const { id } = subscription
    receiver.answers(503)
    const open = await notify()
    await eventually(() => {
      expect(receiver.received().length).toBeGreaterThan(0)
    })
    expect(await client.disableSubscription({ id, reason: 'contract ended' })).toMatchObject({ state: 'disabled' })
    expect((await publish()).notifications).toEqual([])
    await eventually(async () => expect((await client.getNotification({ id: open })).state).toBe('held'))
    expect(await codeOf(client.resumeSubscription({ id }))).toBe('wrong_state')
    expect(await codeOf(client.pauseSubscription({ id }))).toBe('wrong_state')
    receiver.answers(200)
    await client.activateSubscription({ id })
    await eventually(async () => expect((await client.getNotification({ id: open })).state).toBe('delivered'))
  })

  it('is told as a history, newest first, page by page', async () => {
    const { client } = posthorn()
    const id = await aSubscription(client)
    const { version } = await client.activateSubscription({ id })
    await client.updateSubscription({ id, ifMatch: version, url: 'https://receiver.example.com/hooks/canary2', timeoutMs: 5_000 })
    await client.pauseSubscription({ id, reason: 'ticket 4711' })
    const first = await client.listSubscriptionHistory({ id, limit: 3 })
    expect(first.items.map(({ action, state, changed, reason }) => ({ action, state, changed, reason }))).toEqual([
      { action: 'subscription.pause', state: 'paused', changed: ['state'], reason: 'ticket 4711' },
      { action: 'subscription.update', state: 'active', changed: ['timeoutMs', 'url'], reason: 'tested' },
      { action: 'subscription.activate', state: 'active', changed: ['state'], reason: 'tested' },
    ])
    const second = await client.listSubscriptionHistory({ id, limit: 3, cursor: first.nextCursor! })
    expect(second).toMatchObject({ items: [{ action: 'subscription.create', state: 'created', changed: [] }], nextCursor: null })
    expect(JSON.stringify([first, second])).not.toContain('canary')
    expect(await codeOf(client.listSubscriptionHistory({ id, cursor: 'nonsense' }))).toBe('validation_failed')
    const { stdout } = await run(['subscriptions', 'history', id])
    expect(stdout).toMatch(/subscription\.pause +paused +state +key key_\w+ +ticket 4711/)
  })

  it('is found by an index, however long the audit is', async () => {
    const plan = await posthorn().query(
      `explain select * from audit_entries where account_id = 'acc_root' and target = 'sub_x' and sequence < 9 order by sequence desc limit 51`,
    )
    expect(JSON.stringify(plan)).toMatch(/audit_entries_target/)
  })
})
