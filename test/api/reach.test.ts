import { beforeAll, describe, expect, it } from '@jest/globals'
import { type Client, ProblemError } from '../../src/client/client.js'
import { keyOf, plantAccounts } from '../helpers/accounts.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { freshType } from '../helpers/scene.js'

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : error),
  )

/** reseller acc_r over portfolio acc_p over merchants acc_m and acc_n; acc_x stands beside. */
const tree = [
  ['acc_r', 'acc_root'],
  ['acc_p', 'acc_r'],
  ['acc_m', 'acc_p'],
  ['acc_n', 'acc_p'],
  ['acc_x', 'acc_root'],
] as const

describe('a key', () => {
  const posthorn = sharedPosthorn()
  const clients = new Map<string, Client>()
  const as = (account: string) => clients.get(account)!

  const makeKey = (account: string, environment?: 'test' | 'live') => keyOf(posthorn(), account, environment)

  beforeAll(async () => {
    await plantAccounts(posthorn(), tree)
    for (const [id] of tree) clients.set(id, (await makeKey(id)).client)
  })

  it('publishes for its account and those below, and for no other', async () => {
    const event = { type: freshType(), data: {} }
    const { id } = await as('acc_p').publishEvent({ ...event, account: 'acc_m' })
    expect(await as('acc_m').getEvent({ id })).toMatchObject({ account: 'acc_m' })
    expect((await as('acc_m').getEvent({ id: (await as('acc_m').publishEvent(event)).id })).account).toBe('acc_m')
    for (const account of ['acc_x', 'acc_r', 'acc_root', 'acc_none'])
      expect(await codeOf(as('acc_p').publishEvent({ ...event, account }))).toBe('validation_failed')
  })

  it('sees what belongs to its account and those below, and nothing else', async () => {
    const type = freshType()
    const subscription = await as('acc_m').createSubscription({ url: 'https://m.example.com/hook', eventTypes: [type], activate: true })
    const { id, notifications } = await as('acc_m').publishEvent({ type, data: {} })
    const notification = notifications[0]!.id
    for (const account of ['acc_m', 'acc_p', 'acc_r']) {
      expect((await as(account).getSubscription({ id: subscription.id })).account).toBe('acc_m')
      expect((await as(account).getEvent({ id })).account).toBe('acc_m')
      expect((await as(account).getNotification({ id: notification })).account).toBe('acc_m')
      expect((await as(account).listEvents({ type })).items).toHaveLength(1)
      expect((await as(account).listNotifications({ eventType: type })).items).toHaveLength(1)
      expect((await as(account).listSubscriptions({ account: 'acc_m' })).items).not.toEqual([])
    }
    for (const account of ['acc_n', 'acc_x']) {
      const client = as(account)
      const asks = [
        client.getSubscription({ id: subscription.id }),
        client.updateSubscription({ id: subscription.id, ifMatch: 1, description: 'mine' }),
        client.deleteSubscription({ id: subscription.id }),
        client.pauseSubscription({ id: subscription.id }),
        client.rotateSecret({ id: subscription.id }),
        client.getEvent({ id }),
        client.getEvent({ id, account: 'acc_m' }),
        client.getNotification({ id: notification }),
        client.listAttempts({ id: notification }),
        client.getWorkflow({ id: notification }),
        client.cancelNotification({ id: notification }),
        client.retryNotificationNow({ id: notification }),
        client.replayNotification({ id: notification }),
      ]
      expect(await Promise.all(asks.map(codeOf))).toEqual(Array(asks.length).fill('not_found'))
      const lists = [
        client.listEvents({ account: 'acc_m' }),
        client.listNotifications({ account: 'acc_m' }),
        client.listSubscriptions({ account: 'acc_m' }),
        client.listEvents({ type }),
      ]
      expect((await Promise.all(lists)).map(({ items }) => items)).toEqual([[], [], [], []])
    }
  })

  it('is told to name the account when two below it have used the same event id', async () => {
    const event = { id: `same-${Date.now()}`, type: freshType(), data: {} }
    await as('acc_m').publishEvent(event)
    await as('acc_n').publishEvent(event)
    expect(await codeOf(as('acc_p').getEvent({ id: event.id }))).toBe('event_id_ambiguous')
    expect(await as('acc_p').getEvent({ id: event.id, account: 'acc_n' })).toMatchObject({ account: 'acc_n' })
    await as('acc_p').publishEvent(event)
    expect(await as('acc_p').getEvent({ id: event.id })).toMatchObject({ account: 'acc_p' })
  })

  it('lists the events of several accounts in one order, page by page, each once', async () => {
    const type = freshType()
    const made: string[] = []
    for (const account of ['acc_m', 'acc_n', 'acc_p', 'acc_m', 'acc_n', 'acc_m', 'acc_p'])
      made.push((await as('acc_p').publishEvent({ type, account, data: {} })).id)
    const seen: { id: string; createdAt: string }[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await as('acc_p').listEvents({ type, limit: 2, ...(cursor === undefined ? {} : { cursor }) })
      seen.push(...page.items)
      cursor = page.nextCursor
    }
    expect(seen.map(({ id }) => id).sort()).toEqual(made.sort())
    expect(seen.map(({ createdAt }) => createdAt)).toEqual(
      seen
        .map(({ createdAt }) => createdAt)
        .sort()
        .reverse(),
    )
  })

  it('of the test environment sees no live event', async () => {
    const { client } = await makeKey('acc_x', 'test')
    const type = freshType()
    const live = await as('acc_x').publishEvent({ type, data: {} })
    const test = await client.publishEvent({ type, data: {} })
    expect((await client.listEvents({ type })).items).toMatchObject([{ id: test.id, environment: 'test' }])
    expect(await codeOf(client.getEvent({ id: live.id }))).toBe('not_found')
  })

  it('that is revoked or has expired is refused', async () => {
    const revoked = await makeKey('acc_x')
    const expired = await makeKey('acc_x')
    await posthorn().query('update api_keys set revoked_at = now() where id = $1', [revoked.id])
    await posthorn().query("update api_keys set expires_at = now() - interval '1 second' where id = $1", [expired.id])
    expect(await codeOf(revoked.client.listEvents())).toBe('unauthenticated')
    expect(await codeOf(expired.client.listEvents())).toBe('unauthenticated')
  })
})
