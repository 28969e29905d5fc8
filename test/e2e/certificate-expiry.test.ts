import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from '@jest/globals'
import { findEventType } from '../../src/catalogue/catalogue.js'
import { createSchemaCompiler } from '../../src/api/event-data/compile-schema.js'
import { aCertificate, aSigned } from '../delivery/certificates.js'
import { keyOf, plantAccounts } from '../helpers/accounts.js'
import { eventually as eventuallyWithin } from '../helpers/eventually.js'
import { sharedPosthorn, startPosthorn } from '../helpers/posthorn.js'
import { startReceiver } from '../helpers/receiver.js'
import { freshType } from '../helpers/scene.js'

const env = { POSTHORN_FAILING_AFTER_SECONDS: '1', POSTHORN_SEALING_KEY: randomBytes(32).toString('base64') }
const eventually = <T>(check: () => T | Promise<T>) => eventuallyWithin(check, { withinMs: 30_000 })
const type = 'subscription.certificate_expiring'
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
const lasting = inDays(300)

interface Told {
  readonly id: string
  readonly data: {
    readonly object: { readonly id: string; readonly certificate: string; readonly expiresAt: string; readonly reason: { code: string } }
  }
}

describe('a certificate that ends', () => {
  const posthorn = sharedPosthorn({ env })
  const ends: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    await Promise.all(ends.splice(0).map((end) => end()))
  })

  /** An account with an endpoint, and another one that is told of it. */
  const stage = async () => {
    const account = `acc_${randomBytes(6).toString('hex')}`
    await plantAccounts(posthorn(), [[account, 'acc_root']])
    const { client } = await keyOf(posthorn(), account)
    const listener = await startReceiver()
    ends.push(listener.stop)
    await client.createSubscription({ url: listener.url, eventTypes: [type], activate: true })
    const endpoint = { url: 'https://bank.example.com/hooks/0e5c1d8a9b7f4e63', eventTypes: [freshType(), type] }
    const told = () => {
      const all = listener.received().map(({ body }) => JSON.parse(body.toString()) as Told)
      return [...new Map(all.map((event) => [event.id, event.data.object])).values()]
    }
    const usesTold = () =>
      told()
        .map(({ certificate }) => certificate)
        .sort()
    const lookedAt = async (id: string) =>
      eventually(async () => {
        const [row] = await posthorn().query(
          'select certificates_look_at > now() or certificates_look_at is null as looked from subscriptions where id = $1',
          [id],
        )
        expect(row).toEqual({ looked: true })
      })
    return { account, client, endpoint, told, usesTold, lookedAt }
  }

  it("S0-14, S4-16: is told of once, to the account's other endpoints, whatever it is for: ours, an authority, encryption", async () => {
    const { client, endpoint, told, usesTold, lookedAt } = await stage()
    const other = await startPosthorn({ beside: posthorn(), env })
    ends.push(other.stop)
    const soon = inDays(0.5)
    const key = aCertificate({ name: 'Bank', notAfter: soon }).cert
    const securedPayload = { encryption: { alg: 'ECDH-ES+A256KW' as const, key } }
    const authorities = aCertificate({ name: 'Authority', authority: true, notAfter: soon }).cert
    const { id } = await client.createSubscription({ ...endpoint, tls: { authorities }, signing: { securedPayload } })
    const { clientCertificateRequest } = await client.requestClientCertificate({ id, subject: {} })
    const chain = aSigned(clientCertificateRequest!.csr, { notAfter: soon }).cert
    const installed = await client.installClientCertificate({ id, chain })
    expect(installed.warnings.filter((warning) => warning.includes(' ends at '))).toHaveLength(3)
    await eventually(() => expect(usesTold()).toEqual(['authority', 'client', 'encryption']))
    const [first] = told()
    expect(first).toMatchObject({
      id,
      reason: { code: 'certificate_ends' },
      expiresAt: new Date(Math.floor(soon.getTime() / 1000) * 1000).toISOString(),
    })
    const compile = createSchemaCompiler({ thorough: true })
    expect(compile(findEventType(type)!.schema)({ object: first })).toEqual([])
    const { version } = await client.updateSubscription({ id, ifMatch: installed.version, description: 'changed' })
    await lookedAt(id)
    const next = await client.requestClientCertificate({ id, subject: {} })
    expect(next.version).toBe(version + 1)
    await client.installClientCertificate({ id, chain: aSigned(next.clientCertificateRequest!.csr, { notAfter: lasting }).cert })
    await lookedAt(id)
    const rows = await posthorn().query('select count(*)::int as count from own_events where subscription_id = $1 and type = $2', [
      id,
      type,
    ])
    expect(rows).toEqual([{ count: 3 }])
    expect((await client.getSubscription({ id })).warnings.filter((warning) => warning.includes(' ends at '))).toHaveLength(2)
  })

  it('is not told of while it is good for long, and is when the time has come', async () => {
    const { client, endpoint, told, lookedAt } = await stage()
    const authorities = aCertificate({ name: 'Authority', authority: true, notAfter: lasting }).cert
    const { id } = await client.createSubscription({ ...endpoint, tls: { authorities } })
    await lookedAt(id)
    const [row] = await posthorn().query('select certificates_look_at as at from subscriptions where id = $1', [id])
    expect(Math.round(((row!['at'] as Date).getTime() - Date.now()) / 86_400_000)).toBe(270)
    expect(told()).toEqual([])
    // an old row, from before this was watched
    const ended = aCertificate({ name: 'Authority', authority: true, notAfter: inDays(-1) }).cert
    await posthorn().query(`update subscriptions set tls = $2, certificates_look_at = now() where id = $1`, [
      id,
      JSON.stringify({ authorities: ended }),
    ])
    await eventually(() => expect(told()).toMatchObject([{ id, certificate: 'authority', reason: { code: 'certificate_ended' } }]))
  })
})
