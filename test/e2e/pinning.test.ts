import { beforeAll, describe, expect, it } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { ProblemError } from '../../src/client/client.js'
import { type NameServer, withNameServer } from '../delivery/name-server.js'
import { keyOf, plantAccounts } from '../helpers/accounts.js'
import { eventually } from '../helpers/eventually.js'
import { atEndOfFile } from '../helpers/leaks.js'
import { type Posthorn, startPosthorn } from '../helpers/posthorn.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'
import { freshType } from '../helpers/scene.js'
import { posthornCommand } from '../cli/run-command.js'

const fqdn = 'shop.example.com'
describe('registered addresses', () => {
  let posthorn: Posthorn
  let receiver: Receiver
  let listener: Receiver
  let end: () => void

  /** The name of the receiver leads to two addresses, of which 127.0.0.1 listens. */
  beforeAll(async () => {
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const names = await new Promise<NameServer>((resolve) => {
      void withNameServer(
        () => ({ a: ['127.0.0.2', '127.0.0.1'] }),
        (server) => {
          resolve(server)
          return ended
        },
      )
    })
    ;[receiver, listener] = [await startReceiver(), await startReceiver()]
    posthorn = await startPosthorn({
      env: {
        POSTHORN_DNS_SERVERS: names.server,
        POSTHORN_EGRESS_ALLOW: `127.0.0.0/8,${fqdn}:${portOf(receiver)}`,
      },
    })
  })
  atEndOfFile(async () => {
    await posthorn.stop()
    await Promise.all([receiver.stop(), listener.stop()])
    end()
  })

  const portOf = ({ authority }: Receiver) => authority.split(':')[1]!
  const urlOf = (host: string) => `http://${host}:${portOf(receiver)}/hook`
  type Settings = Partial<Parameters<Posthorn['client']['createSubscription']>[0]>

  /** An account with an endpoint, and a way to publish to it. */
  async function stage(settings: Settings) {
    const account = `acc_${randomBytes(6).toString('hex')}`
    await plantAccounts(posthorn, [[account, 'acc_root']])
    const { client } = await keyOf(posthorn, account)
    const type = freshType()
    const schedule = { name: 'custom' as const, delaysSeconds: [1, 1, 600] }
    const defaults = { url: urlOf(fqdn), eventTypes: [type], fqdn, schedule, activate: true }
    const subscription = await client.createSubscription({ ...defaults, ...settings })
    const notify = async (): Promise<string> => (await client.publishEvent({ type, data: {} })).notifications[0]!.id
    const attemptsOf = async (id: string) => (await client.listAttempts({ id })).items
    const deliveredOf = async (id: string) =>
      eventually(async () => {
        expect((await client.getNotification({ id })).state).toBe('delivered')
        return attemptsOf(id)
      })
    return { account, client, subscription, notify, attemptsOf, deliveredOf }
  }

  const wasSentFor = (id: string) => receiver.received().filter(({ headers }) => headers['webhook-id'] === id).length
  const problemOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error instanceof ProblemError && error.problem)

  describe('that are enforced', () => {
    it('S0-14: let deliveries go to a registered address and nowhere else', async () => {
      const { notify, deliveredOf } = await stage({ ipAddresses: ['127.0.0.1'], pinMode: 'enforce' })
      const id = await notify()
      expect(await deliveredOf(id)).toMatchObject([{ outcome: 'confirmed', address: '127.0.0.1', reason: 'HTTP 200' }])
      expect(receiver.received().find(({ headers }) => headers['webhook-id'] === id)?.headers['host']).toBe(`${fqdn}:${portOf(receiver)}`)
    })

    it('S0-14: refuse what leads elsewhere, by the schedule, tell the account once, and let it go when the list is right', async () => {
      const here = await stage({ ipAddresses: ['127.0.0.9'], pinMode: 'enforce' })
      const own = ['subscription.address_not_registered']
      await here.client.createSubscription({ url: listener.url, eventTypes: own, activate: true })
      const ids = [await here.notify(), await here.notify()]
      await eventually(async () => expect(await here.attemptsOf(ids[0]!)).toHaveLength(3))
      for (const attempt of await here.attemptsOf(ids[0]!)) {
        expect(attempt).toMatchObject({
          outcome: 'refused',
          decision: 'retry',
          address: null,
          reason: `address_not_registered: ${fqdn} leads to 127.0.0.2, 127.0.0.1: not on the list`,
        })
      }
      expect(ids.map(wasSentFor)).toEqual([0, 0])
      const told = await eventually(() => {
        expect(listener.received()).toHaveLength(1)
        return JSON.parse(listener.received()[0]!.body.toString()) as Record<string, unknown>
      })
      expect(told).toMatchObject({
        type: 'subscription.address_not_registered',
        account: here.account,
        data: { object: { id: here.subscription.id, status: 'active', reason: { code: 'address_not_registered' } } },
      })
      expect(await (await fetch(`${posthorn.baseUrl}/metrics`)).text()).toMatch(
        /^posthorn_address_not_registered_total\{mode="enforce"\} [1-9]/m,
      )
      await here.client.updateSubscription({ id: here.subscription.id, ifMatch: 1, ipAddresses: ['127.0.0.0/30'] })
      for (const id of ids) await here.client.retryNotificationNow({ id })
      for (const id of ids) await here.deliveredOf(id)
      expect(listener.received()).toHaveLength(1)
    })

    it('S0-16: an address that is removed gets no attempt that starts later, on a connection that was kept either', async () => {
      const { client, subscription, notify, attemptsOf, deliveredOf } = await stage({
        ipAddresses: ['127.0.0.1', '127.0.0.9'],
        pinMode: 'enforce',
      })
      const sent: string[] = []
      await eventually(async () => {
        sent.push(await notify())
        expect((await deliveredOf(sent.at(-1)!))[0]?.timings.connectMs).toBeNull()
      })
      await client.updateSubscription({ id: subscription.id, ifMatch: 1, ipAddresses: ['127.0.0.9'] })
      const late = await notify()
      await eventually(async () => expect(await attemptsOf(late)).toMatchObject([{ outcome: 'refused' }]))
      expect([...sent, late].map(wasSentFor)).toEqual([...sent.map(() => 1), 0])
    })

    it('are checked before the activation, with the addresses that are missing', async () => {
      const { client, subscription } = await stage({ ipAddresses: ['127.0.0.9'], pinMode: 'enforce', activate: false })
      const { steps } = await client.checkSubscription({ id: subscription.id })
      expect(steps[3]).toMatchObject({
        step: 'registered',
        status: 'failed',
        seen: `${fqdn} leads to 127.0.0.2, 127.0.0.1: not on the list`,
        remedy: expect.stringContaining('Register 127.0.0.2, 127.0.0.1 (ipAddresses)'),
      })
      const activation = client.activateSubscription({ id: subscription.id, check: 'report' })
      expect(await problemOf(activation)).toMatchObject({ code: 'check_failed', detail: expect.stringContaining('registered:') })
      await client.updateSubscription({ id: subscription.id, ifMatch: 1, ipAddresses: ['127.0.0.1'] })
      const { warnings, state } = await client.activateSubscription({ id: subscription.id, check: 'report' })
      expect(state).toBe('active')
      expect(warnings.find((warning) => warning.startsWith('registered:'))).toContain(`${fqdn} leads to 127.0.0.2: not on the list`)
      const made = {
        url: urlOf(fqdn),
        eventTypes: ['*'],
        ipAddresses: ['127.0.0.9'],
        pinMode: 'enforce' as const,
        activate: true,
        check: 'report' as const,
      }
      expect(await problemOf(client.createSubscription(made))).toMatchObject({ code: 'check_failed' })
    })

    it('S0-16: need an address, and the name that is called; both are named when they are not right', async () => {
      const { client, subscription } = await stage({ ipAddresses: ['127.0.0.1'], pinMode: 'enforce' })
      const pointersOf = async (promise: Promise<unknown>) =>
        ((await problemOf(promise)) as { errors?: { pointer: string }[] }).errors?.map(({ pointer }) => pointer)
      const create = (settings: Settings) =>
        pointersOf(client.createSubscription({ url: urlOf(fqdn), eventTypes: ['*'], pinMode: 'enforce', ...settings }))
      expect(await create({})).toEqual(['/ipAddresses'])
      expect(await create({ ipAddresses: ['127.0.0.1'], fqdn: 'other.example.com' })).toEqual(['/fqdn'])
      const update = (change: Settings) => pointersOf(client.updateSubscription({ id: subscription.id, ifMatch: 1, ...change }))
      expect(await update({ ipAddresses: [] })).toEqual(['/ipAddresses'])
      expect(await update({ fqdn: 'other.example.com' })).toEqual(['/fqdn'])
      expect(await client.updateSubscription({ id: subscription.id, ifMatch: 1, ipAddresses: [], pinMode: 'off' })).toMatchObject({
        pinMode: 'off',
        ipAddresses: [],
      })
    })
  })

  describe('that are looked at', () => {
    it('S0-14: let deliveries go elsewhere, and every such attempt says so', async () => {
      const { notify, deliveredOf } = await stage({ ipAddresses: ['127.0.0.9'], pinMode: 'warn' })
      expect(await deliveredOf(await notify())).toMatchObject([
        { outcome: 'confirmed', address: '127.0.0.1', reason: 'HTTP 200; address_not_registered: 127.0.0.1 is not on the list' },
      ])
      expect(await (await fetch(`${posthorn.baseUrl}/metrics`)).text()).toMatch(/^posthorn_address_not_registered_total\{mode="warn"\} 1$/m)
    })

    it('are set at the command line', async () => {
      const run = posthornCommand(() => posthorn)
      const { subscription } = await stage({})
      const update = ['subscriptions', 'update', subscription.id, '--reason', 'tested']
      expect(await run([...update, '--pin', 'enforce'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('/ipAddresses') })
      const { stdout } = await run([...update, '--pin', 'warn', '--addresses', '127.0.0.9'])
      expect(stdout).toMatch(/^Pinning +warn$/m)
      expect(await run([...update, '--pin', 'always'])).toMatchObject({ exitCode: 2 })
    })
  })
})
