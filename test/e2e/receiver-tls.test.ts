import { afterEach, describe, expect, it } from '@jest/globals'
import { createHash, createPublicKey } from 'node:crypto'
import { aCertificate, type Certificate } from '../delivery/certificates.js'
import { keyOf } from '../helpers/accounts.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'
import { freshType } from '../helpers/scene.js'

const pinOf = ({ privateKey }: Certificate) =>
  createHash('sha256')
    .update(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }))
    .digest('base64')

describe('a receiver that the public authorities do not know', () => {
  const posthorn = sharedPosthorn()
  const receivers: Receiver[] = []
  afterEach(async () => {
    await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()))
  })
  const authority = aCertificate({ name: 'Shop Authority', authority: true })
  const certificate = aCertificate({ name: '127.0.0.1', issuer: authority })

  /** A subscription of a receiver that speaks TLS, and a way to send it something. */
  const stage = async (tls: Certificate, environment: 'test' | 'live' = 'live') => {
    const { client } = await keyOf(posthorn(), 'acc_root', environment)
    const receiver = await startReceiver({ tls })
    receivers.push(receiver)
    const type = freshType()
    const schedule = { name: 'custom' as const, delaysSeconds: Array.from({ length: 20 }, () => 1) }
    const { id } = await client.createSubscription({ url: receiver.url, eventTypes: [type], schedule, activate: true })
    const set = async (settings: Parameters<typeof client.createSubscription>[0]['tls']) => {
      const { version } = await client.getSubscription({ id })
      return client.updateSubscription({ id, ifMatch: version, tls: settings! })
    }
    const notify = async () => (await client.publishEvent({ type, data: {} })).notifications[0]!.id
    const reasonsOf = async (notification: string) =>
      (await client.listAttempts({ id: notification })).items.map(({ outcome, reason }) => `${outcome}: ${reason}`)
    const tlsStep = async () => (await client.checkSubscription({ id })).steps.find(({ step }) => step === 'tls')!
    const delivered = (notification: string) =>
      eventually(async () => expect((await client.getNotification({ id: notification })).state).toBe('delivered'))
    return { client, receiver, id, set, notify, reasonsOf, tlsStep, delivered }
  }

  it('S0-14, S4-6: is delivered to as soon as its authority is registered, and the check says what to do before', async () => {
    const { set, notify, reasonsOf, tlsStep, delivered, receiver } = await stage(certificate)
    const id = await notify()
    await eventually(async () => expect(await reasonsOf(id)).toContainEqual(expect.stringContaining('unreachable: TLS: certificate chain')))
    expect(await tlsStep()).toMatchObject({ status: 'failed', remedy: expect.stringContaining('tls.authorities') })
    expect(receiver.received()).toEqual([])
    await set({ authorities: authority.cert })
    await delivered(id)
    expect(await tlsStep()).toMatchObject({ seen: expect.stringContaining('issued by Shop Authority') })
  })

  it('is refused with another key than the pinned one, until the new one is pinned, too', async () => {
    const { set, notify, reasonsOf, tlsStep, delivered, receiver } = await stage(certificate)
    const old = aCertificate({ name: '127.0.0.1', issuer: authority })
    await set({ authorities: authority.cert, pins: [pinOf(old)] })
    const id = await notify()
    await eventually(async () => expect(await reasonsOf(id)).toContainEqual('unreachable: TLS: the key of the certificate is not pinned'))
    expect(await tlsStep()).toMatchObject({ status: 'failed', remedy: expect.stringContaining('tls.pins') })
    expect(receiver.received()).toEqual([])
    await set({ authorities: authority.cert, pins: [pinOf(old), pinOf(certificate)] })
    await delivered(id)
  })

  it('may be self-signed in the environment test, where the check warns of it', async () => {
    const { set, notify, delivered, tlsStep } = await stage(aCertificate({ name: '127.0.0.1' }), 'test')
    expect(await tlsStep()).toMatchObject({ status: 'failed', seen: 'certificate is self-signed' })
    await set({ acceptSelfSigned: true })
    await delivered(await notify())
    expect(await tlsStep()).toMatchObject({ status: 'warning', seen: expect.stringContaining('self-signed, and accepted') })
  })

  it('S4-6: stays refused in live, whatever a row of the database says', async () => {
    const { id, client, notify, reasonsOf } = await stage(aCertificate({ name: '127.0.0.1' }))
    await posthorn().query(`update subscriptions set tls = '{"acceptSelfSigned":true}', version = version + 1 where id = $1`, [id])
    const notification = await notify()
    await eventually(async () => expect(await reasonsOf(notification)).toContainEqual('unreachable: TLS: certificate is self-signed'))
    expect(await client.getNotification({ id: notification })).toMatchObject({ state: 'retrying' })
  })

  it('is checked as it would be delivered to before it is registered', async () => {
    const receiver = await startReceiver({ tls: certificate })
    receivers.push(receiver)
    const { client } = posthorn()
    const asked = { url: receiver.url, eventTypes: ['payment.*'], activate: true, check: 'report' as const }
    const statusOf = async (tls: Parameters<typeof client.createSubscription>[0]['tls']) =>
      (await client.createSubscription({ ...asked, tls: tls! })).check!.steps.find(({ step }) => step === 'tls')!.status
    expect(await statusOf({})).toBe('failed')
    expect(await statusOf({ authorities: authority.cert, pins: [pinOf(certificate)] })).not.toBe('failed')
  })
})
