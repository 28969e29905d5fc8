import { afterEach, describe, expect, it } from '@jest/globals'
import { X509Certificate } from 'node:crypto'
import type { ProblemError } from '../../src/client/client.js'
import { aCertificate, aSigned } from '../delivery/certificates.js'
import { carefulAccounts, pendingOf } from '../helpers/change-requests.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'
import { freshType } from '../helpers/scene.js'

const authority = aCertificate({ name: 'Bank Authority', authority: true })
const signed = (csr: string, name = 'posthorn.bank.example') => aSigned(csr, { name, issuer: authority }).cert
const fingerprintOf = (pem: string) => new X509Certificate(pem).fingerprint256

describe('a receiver that asks who calls', () => {
  const posthorn = sharedPosthorn()
  const careful = carefulAccounts(posthorn)
  const receivers: Receiver[] = []
  afterEach(async () => {
    await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()))
  })

  const stage = async () => {
    const { client } = posthorn()
    const tls = {
      ...aCertificate({ name: '127.0.0.1', issuer: authority }),
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
    }
    const receiver = await startReceiver({ tls })
    receivers.push(receiver)
    const type = freshType()
    const schedule = { name: 'custom' as const, delaysSeconds: Array.from({ length: 20 }, () => 1) }
    const made = { url: receiver.url, eventTypes: [type], schedule, tls: { authorities: authority.cert }, activate: true }
    const { id } = await client.createSubscription(made)
    const notify = async () => (await client.publishEvent({ type, data: {} })).notifications[0]!.id
    const delivered = (notification: string) =>
      eventually(async () => expect((await client.getNotification({ id: notification })).state).toBe('delivered'))
    const request = async () => (await client.requestClientCertificate({ id, subject: {} })).clientCertificateRequest!.csr
    const shown = () => receiver.received().map(({ certificate }) => certificate)
    return { client, receiver, id, notify, delivered, request, shown }
  }
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      (error: unknown) => {
        const { code, errors } = (error as ProblemError).problem
        return errors ? errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join() : code
      },
    )

  it('S0-14: is shown the certificate for a key that we made, the old one until the new one is there', async () => {
    const { client, id, notify, delivered, request, shown } = await stage()
    const notification = await notify()
    const reasons = async () => (await client.listAttempts({ id: notification })).items.map(({ reason }) => reason)
    await eventually(async () => expect(await reasons()).toContain('TLS: the receiver asks for a client certificate'))
    const { steps } = await client.checkSubscription({ id })
    expect(steps.find(({ step }) => step === 'answer')).toMatchObject({
      status: 'failed',
      remedy: expect.stringContaining('request-certificate'),
    })
    const first = signed(await request())
    const installed = await client.installClientCertificate({ id, chain: first + authority.cert })
    expect(installed).toMatchObject({
      clientCertificate: { subject: 'CN=posthorn.bank.example', issuer: 'CN=Bank Authority' },
      clientCertificateRequest: null,
    })
    await delivered(notification)
    expect(shown()).toEqual([fingerprintOf(first)])
    const next = signed(await request())
    await delivered(await notify())
    expect(shown().at(-1)).toBe(fingerprintOf(first))
    await client.installClientCertificate({ id, chain: next })
    await delivered(await notify())
    expect(shown().at(-1)).toBe(fingerprintOf(next))
    expect((await client.removeClientCertificate({ id })).clientCertificate).toBeNull()
    const last = await notify()
    await eventually(async () => expect((await client.getNotification({ id: last })).state).toBe('retrying'))
  })

  it('is refused what does not belong to a key of ours, and nothing of it is kept', async () => {
    const { client, id, request } = await stage()
    expect(await codeOf(client.installClientCertificate({ id, chain: authority.cert }))).toBe('wrong_state')
    const { version } = await client.getSubscription({ id })
    expect(await client.removeClientCertificate({ id })).toMatchObject({ version, clientCertificate: null })
    const old = await request()
    const csr = await request()
    expect(await codeOf(client.installClientCertificate({ id, chain: signed(old) }))).toContain(
      '/chain begins with a certificate for another key',
    )
    expect(await codeOf(client.installClientCertificate({ id, chain: signed(csr) + authority.key }))).toContain(
      '/chain holds a private key',
    )
    const weak = aSigned(csr, { issuer: authority, weak: true }).cert
    expect(await codeOf(client.installClientCertificate({ id, chain: weak }))).toBe(
      '/chain cannot be used: signed with a method, or by a key, that is too weak today',
    )
    await client.installClientCertificate({ id, chain: signed(csr) })
    // an authority may renew for the same key
    expect((await client.installClientCertificate({ id, chain: signed(csr, 'renewed') })).clientCertificate!.subject).toBe('CN=renewed')
    const wanted = { keyType: 'RSA-2048' as const, subject: { organization: 'Bank', country: 'my' } }
    expect(await codeOf(client.requestClientCertificate({ id, ...wanted }))).toContain('/subject/country')
  })

  it('no private key is in an answer, the audit, the log, or a table', async () => {
    const { client, id, request } = await stage()
    const chain = signed(await request())
    const said = [
      await client.installClientCertificate({ id, chain }),
      await client.listSubscriptions(),
      await client.listAudit({ target: id, limit: 100 }),
    ]
    const rows = await posthorn().query('select to_jsonb(s)::text as row from subscriptions s')
    const [kept] = await posthorn().query('select sealed_client_key from subscriptions where id = $1', [id])
    expect(Buffer.isBuffer(kept!['sealed_client_key'])).toBe(true)
    const everything = `${JSON.stringify([said, rows])}${posthorn().log()}`
    for (const word of ['PRIVATE KEY', Buffer.from('PRIVATE KEY').toString('hex'), 'sealedClientKey', 'sealedRequestedKey'])
      expect(everything).not.toContain(word)
    const actions = (await client.listAudit({ target: id, limit: 100 })).items.map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['subscription.request-client-certificate', 'subscription.install-client-certificate']))
  })

  it('leaves no certificate and no key behind when it is deleted', async () => {
    const { client, id, request } = await stage()
    await client.installClientCertificate({ id, chain: signed(await request()) })
    await request()
    await client.deleteSubscription({ id })
    const columns = 'client_certificate, client_certificate_request, sealed_client_key, sealed_requested_key, certificates_look_at'
    const [row] = await posthorn().query(`select state, ${columns} from subscriptions where id = $1`, [id])
    expect(row).toEqual({ state: 'deleted', ...Object.fromEntries(columns.split(', ').map((column) => [column, null])) })
  })

  it('S0-18: what is shown to it is covered by four eyes as credentials, and asking for it is not', async () => {
    const { author, approver, id } = await careful(['credentials'])
    const { clientCertificateRequest } = await author.requestClientCertificate({ id, subject: {} })
    const request = await pendingOf(author.installClientCertificate({ id, chain: signed(clientCertificateRequest!.csr) }))
    expect(request).toMatchObject({
      kinds: ['credentials'],
      differences: [{ member: 'clientCertificate', before: null, after: { issuer: 'CN=Bank Authority' } }],
    })
    expect((await author.getSubscription({ id })).clientCertificate).toBeNull()
    // the key that it is for must not be replaced meanwhile
    expect(await codeOf(author.requestClientCertificate({ id, subject: {} }))).toBe('wrong_state')
    await approver.approveChangeRequest({ id: request.id })
    expect((await author.getSubscription({ id })).clientCertificate).toMatchObject({ issuer: 'CN=Bank Authority' })
    expect((await author.requestClientCertificate({ id, subject: {} })).clientCertificateRequest).not.toBeNull()
    expect((await pendingOf(author.removeClientCertificate({ id }))).kinds).toEqual(['credentials'])
  })
})
