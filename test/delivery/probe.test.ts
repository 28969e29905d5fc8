import { describe, expect, it } from '@jest/globals'
import { toCheckSteps } from '../../src/domain/endpoint-check.js'
import { aPolicy } from '../domain/policies.js'
import { loopback, withPost } from './asking.js'
import { aCertificate } from './certificates.js'
import { answer, answering, type PeerOptions, withPeer } from './peer.js'

const host = 'pay.example.com'
const authority = aCertificate({ name: 'Test Authority', authority: true })
const message = { headers: { 'content-type': 'application/json' }, body: '{}' }

const probeTls = (notAfter: Date, peer: PeerOptions = {}) =>
  withPeer(
    answering(answer(204)),
    ({ port }) =>
      withPost((post) => post.probe({ url: `https://${host}:${port}/hook`, deadlineMs: 5_000, message }), {
        policy: aPolicy({ local: 'loopback', allow: `${host}:${port}` }),
        hosts: { [host]: '127.0.0.1' },
        trustedAuthorities: [authority.cert],
      }),
    { tls: aCertificate({ name: host, issuer: authority, notAfter }), ...peer },
  )
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)

describe('a probe', () => {
  it('sees the addresses, the certificate and the answer', async () => {
    const probed = await probeTls(inDays(40))
    expect(probed).toMatchObject({
      addresses: ['127.0.0.1'],
      address: '127.0.0.1',
      tls: { protocol: 'TLSv1.3', certificate: { issuer: 'Test Authority' } },
      answer: { kind: 'response', status: 204 },
    })
    expect(Math.round(((probed.tls?.certificate.until.getTime() ?? 0) - Date.now()) / 86_400_000)).toBe(40)
    expect(probed.tls?.certificate.chainLength).toBeGreaterThanOrEqual(1)
  })

  it('stops at a certificate that delivery would not accept', async () => {
    const probed = await probeTls(inDays(-1))
    expect(probed).toMatchObject({ stopped: { step: 'tls', reason: 'TLS: certificate has expired' }, tls: null })
    expect(probed.answer).toBeUndefined()
  })

  it('posts nothing without a message, and keeps no connection', async () => {
    await withPeer(answering(answer(200)), async (peer) => {
      await withPost(async (post) => {
        const probed = await post.probe({ url: `http://127.0.0.1:${peer.port}/`, deadlineMs: 5_000 })
        expect(probed.stopped).toBeUndefined()
        expect(probed.answer).toBeUndefined()
        await post.probe({ url: `http://127.0.0.1:${peer.port}/`, deadlineMs: 5_000, message })
      })
      expect([peer.opened(), peer.received().length]).toEqual([2, 1])
    })
  })

  it.each([
    ['ftp://pay.example.com/', 'url'],
    ['https://10.0.0.1/', 'url'],
    ['http://localhost:1/', 'tcp'],
    ['https://private.example.com/', 'address'],
  ])('stops for %s at %s', async (url, step) => {
    const probed = await withPost((post) => post.probe({ url, deadlineMs: 5_000, message }), {
      policy: loopback,
      hosts: { 'private.example.com': '10.1.2.3' },
    })
    expect(probed.stopped?.step).toBe(step)
    expect(probed.addresses).toEqual(step === 'tcp' ? ['127.0.0.1', '::1'] : [])
    expect(toCheckSteps(probed, new Date()).filter(({ status }) => status === 'failed')).toHaveLength(1)
  })

  it('ends at its deadline, wherever it is', async () => {
    await withPeer(
      () => undefined,
      async ({ port }) => {
        const probed = await withPost((post) => post.probe({ url: `http://127.0.0.1:${port}/`, deadlineMs: 200, message }))
        expect(probed.answer).toMatchObject({ kind: 'timeout', reason: 'no answer within 0.2 s' })
      },
    )
  })

  it('sends no header that would change where the request goes', async () => {
    await withPeer(answering(answer(200)), async ({ port, received }) => {
      const headers = { host: 'elsewhere.example' }
      const probed = await withPost((post) =>
        post.probe({ url: `http://127.0.0.1:${port}/`, deadlineMs: 5_000, message: { headers, body: '' } }),
      )
      expect(probed.answer?.kind).toBe('refused')
      expect(received()).toEqual([])
    })
  })
})
