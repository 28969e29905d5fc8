import { describe, expect, it } from '@jest/globals'
import { createClient, ProblemError } from '../../src/client/client.js'
import { eventually } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { plantAttachment, plantProduct } from '../helpers/projects.js'
import { startReceiver } from '../helpers/receiver.js'

const posthorn = sharedPosthorn()

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof ProblemError ? error.problem : error),
  )

const type = 'payment.settled'
const as = (apiKey: string) => createClient({ baseUrl: posthorn().baseUrl, apiKey, reason: 'tested' })

/** An account with two projects, each with a webhook, and a key that is bound to the first. */
async function twoProjects() {
  const { client: root } = posthorn()
  const { id: account } = await root.createAccount({ name: 'Shop', kind: 'portfolio' })
  const owner = as((await root.createApiKey({ account, name: 'owner', scopes: ['*'], environment: 'live' })).key)
  const product = (await plantProduct(root)).id
  const [one, other] = [await plantAttachment(owner, { product }), await plantAttachment(owner, { product })]
  const { key: apiKey, ...key } = await owner.createApiKey({ project: one.project, name: 'web shop', scopes: ['*'] })
  const { example: data } = await owner.getEventType({ type })
  return { account, owner, one, other, key, apiKey, client: as(apiKey), data }
}

describe('an API key of a project', () => {
  it('S0-8: is of the account and the environment of the project, and is listed with it', async () => {
    const { account, owner, one, other, key, client } = await twoProjects()
    expect(key).toMatchObject({ account, project: one.project, environment: 'live' })
    expect((await owner.listApiKeys({ project: one.project })).items).toEqual([key])
    expect((await owner.listApiKeys({ project: other.project })).items).toEqual([])
    expect((await client.listProjects()).items.map(({ id }) => id)).toEqual([one.project])
    const refused = (request: object) => problemOf(owner.createApiKey({ project: one.project, name: 'key', scopes: ['*'], ...request }))
    expect(await refused({ account: (await owner.createAccount({ name: 'Below' })).id })).toMatchObject({
      errors: [{ pointer: '/account' }],
    })
    expect(await refused({ environment: 'test' })).toMatchObject({ errors: [{ pointer: '/environment' }] })
    expect(await refused({ project: 'prj_nowhere' })).toMatchObject({ errors: [{ pointer: '/project' }] })
  })

  it('makes keys of its project alone', async () => {
    const { owner, one, other, client } = await twoProjects()
    const made = await client.createApiKey({ name: 'child', scopes: ['events:read'] })
    expect(made).toMatchObject({ project: one.project, environment: 'live' })
    expect(await problemOf(client.createApiKey({ name: 'child', scopes: ['*'], project: other.project }))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/project', detail: `this key is bound to ${one.project}: leave it out` }],
    })
    const { id: accounts } = await owner.createApiKey({ name: 'of the account', scopes: ['events:read'], environment: 'live' })
    expect(await problemOf(client.revokeApiKey({ id: accounts }))).toMatchObject({ code: 'not_found' })
    await client.revokeApiKey({ id: made.id })
  })

  it('publishes into its project, for its account, and is told of the webhooks of its project alone', async () => {
    const { account, owner, one, other, client, data } = await twoProjects()
    const url = 'https://shop.example.com/hooks'
    const { id: webhook } = await client.createSubscription({ attachment: one.attachment, url, eventTypes: [type], activate: true })
    await owner.createSubscription({ url, eventTypes: [type], activate: true })
    await owner.createSubscription({ url, eventTypes: [type], project: one.project, activate: true })
    const event = { type, id: 'evt-1', data }
    const first = await client.publishEvent(event)
    expect(first.notifications.map(({ subscription }) => subscription)).toEqual([webhook])
    expect(await client.publishEvent({ ...event, project: one.project })).toEqual({ ...first, duplicate: true })
    expect((await owner.publishEvent({ ...event, project: one.project })).notifications).toHaveLength(3)
    const seen = await client.getEvent({ id: 'evt-1' })
    expect(seen).toMatchObject({ project: one.project, account })
    expect(seen.notifications.map(({ subscription }) => subscription)).toEqual([webhook])
    expect(seen.subscriptions.map(({ subscription }) => subscription)).toEqual([webhook])
    for (const [pointer, asked] of [
      ['/project', { project: other.project }],
      ['/account', { account: (await owner.createAccount({ name: 'Below' })).id }],
    ] as const) {
      expect(await problemOf(client.publishEvent({ type, data, ...asked }))).toMatchObject({
        code: 'validation_failed',
        errors: [{ pointer }],
      })
      const { json } = await send(
        {
          baseUrl: posthorn().baseUrl,
          apiKey: (await owner.createApiKey({ project: one.project, name: 'batch', scopes: ['events:write'] })).key,
        },
        {
          method: 'POST',
          path: '/v1/events/batch',
          body: {
            events: [
              { type, data, ...asked },
              { type, data },
            ],
          },
        },
      )
      expect(json.results!.map(({ status }) => status)).toEqual([422, 202])
    }
    const { id: elsewhere } = await owner.publishEvent({ type, data })
    expect(await problemOf(client.getEvent({ id: elsewhere }))).toMatchObject({ code: 'not_found' })
    expect((await client.listEvents()).items.every(({ project }) => project === one.project)).toBe(true)
  })

  it('registers endpoints for the products of its project alone', async () => {
    const { owner, one, other, client } = await twoProjects()
    const settings = { url: 'https://shop.example.com/hooks', eventTypes: [type] }
    const pointerOf = async (request: object) => problemOf(client.createSubscription({ ...settings, ...request }))
    expect(await pointerOf({})).toMatchObject({ errors: [{ pointer: '/attachment', detail: expect.stringContaining(one.project) }] })
    expect(await pointerOf({ attachment: other.attachment })).toMatchObject({ errors: [{ pointer: '/attachment' }] })
    const { id } = await client.createSubscription({ ...settings, attachment: one.attachment })
    expect(await problemOf(client.updateSubscription({ id, ifMatch: 1, project: other.project }))).toMatchObject({
      errors: [{ pointer: '/project' }],
    })
    // changes of the account's endpoints are not its business, changes of its own it can follow
    expect((await client.listSubscriptionHistory({ id })).items.map(({ action }) => action)).toEqual(['subscription.create'])
    const { id: wide } = await owner.createSubscription(settings)
    expect(await problemOf(client.pauseSubscription({ id: wide }))).toMatchObject({ code: 'not_found' })
  })

  it('is told which questions are not about one project, whatever its scopes', async () => {
    const { one, client } = await twoProjects()
    const from = new Date(Date.now() - 3_600_000).toISOString()
    for (const ask of [
      () => client.listAudit(),
      () => client.listAccounts(),
      () => client.createProject({ name: 'Another' }),
      () => client.reportUndelivered({ from }),
      () => client.eraseSubject({ ref: 'customer-1' }),
    ]) {
      expect(await problemOf(ask())).toMatchObject({
        status: 403,
        code: 'forbidden',
        detail: expect.stringMatching(
          new RegExp(`^this key is bound to ${one.project}, and \\w+ is not about one project: use a key of the account$`),
        ),
      })
    }
  })

  it('ends with its project', async () => {
    const { owner, one, key, apiKey } = await twoProjects()
    const status = async () => (await send({ baseUrl: posthorn().baseUrl, apiKey }, { path: '/v1/events' })).status
    expect(await status()).toBe(200)
    await owner.deleteProject({ id: one.project, pending: 'cancel' })
    expect((await owner.getApiKey({ id: key.id })).revokedAt).not.toBeNull()
    await eventually(async () => expect(await status()).toBe(401))
    expect(await problemOf(owner.createApiKey({ project: one.project, name: 'late', scopes: ['*'] }))).toMatchObject({
      errors: [{ pointer: '/project' }],
    })
  })

  it.each(['failed', 'missing', 'all'] as const)('replays what is %s in its project, and nothing else of the account', async (include) => {
    const { owner, one, other, client, data } = await twoProjects()
    const receiver = await startReceiver()
    try {
      const settings = { url: receiver.url, eventTypes: [type], activate: true, schedule: { name: 'custom' as const, delaysSeconds: [] } }
      const wide = await owner.createSubscription(settings)
      const makeWebhooks = async () => [
        (await owner.createSubscription({ ...settings, attachment: one.attachment })).id,
        (await owner.createSubscription({ ...settings, attachment: other.attachment })).id,
      ]
      const before = include === 'missing' ? [] : await makeWebhooks()
      receiver.answers(500)
      for (const { project } of [one, other]) await owner.publishEvent({ type, data, project })
      const notifications = async () => (await owner.listNotifications()).items
      await eventually(async () =>
        expect((await notifications()).map(({ state }) => state)).toEqual(Array(2 + before.length).fill('exhausted')),
      )
      const [webhook] = include === 'missing' ? await makeWebhooks() : before
      receiver.answers(200)
      // what is young is not replayed
      for (const table of ['events', 'notifications'])
        await posthorn().query(`update ${table} set created_at = created_at - interval '1 hour' where account_id = $1`, [
          one.project && wide.account,
        ])
      const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
      const filter = { from: hoursAgo(2), to: hoursAgo(0) }
      const { id, project } = await client.createReplay({ include, filter, reason: 'the receiver was down', ratePerSecond: 100 })
      expect(project).toBe(one.project)
      await eventually(
        async () => expect(await client.getReplay({ id })).toMatchObject({ state: 'completed', selected: 1, replayed: 1, skipped: 0 }),
        { withinMs: 20_000 },
      )
      await eventually(async () =>
        expect((await client.listNotifications()).items).toMatchObject([{ subscription: webhook, state: 'delivered' }]),
      )
      const others = (await notifications()).filter(({ subscription }) => subscription !== webhook)
      expect(others.every(({ state, round }) => state === 'exhausted' && round === 1)).toBe(true)
      expect((await owner.listReplays()).items.map((replay) => replay.id)).toEqual([id])
    } finally {
      await receiver.stop()
    }
  })
})
