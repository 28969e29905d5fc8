import { describe, expect, it } from '@jest/globals'
import { createSecureContext, type SecureContext } from 'node:tls'
import { type EgressProxy, EgressProxyFault } from '../../src/delivery/outbound/proxy.js'
import type { PostRequest } from '../../src/delivery/post.js'
import { toCheckSteps } from '../../src/domain/endpoint-check.js'
import { usualTls } from '../../src/domain/receiver-tls.js'
import { aPolicy } from '../domain/policies.js'
import { freePort } from '../helpers/free-port.js'
import { aRequest, loopback, outcomeOf, withPost } from './asking.js'
import { aCertificate } from './certificates.js'
import { answer, answering, withPeer } from './peer.js'
import { type ProxyOptions, withProxy } from './proxy.js'

const ok = answering(answer(200))
const host = 'pay.example.com'
const authority = aCertificate({ name: 'Test Authority', authority: true })
const ofProxy = aCertificate({ name: '127.0.0.1', issuer: authority })
const ofReceiver = aCertificate({ name: host, issuer: authority })
const trusting = createSecureContext({ ca: authority.cert })

const through = (port: number, proxy: Partial<EgressProxy> = {}): EgressProxy => ({
  host: '127.0.0.1',
  port,
  authorization: undefined,
  secureContext: undefined,
  ...proxy,
})

interface Scene {
  readonly proxy?: ProxyOptions
  readonly secureContext?: SecureContext
  readonly authorization?: string
  readonly request?: Partial<PostRequest>
}

/** One POST through a proxy to a receiver that answers 200: what came of it, or the fault that was thrown. */
const postThrough = ({ proxy: options, secureContext, authorization, request }: Scene) =>
  withPeer(ok, (peer) =>
    withProxy(
      (proxy) =>
        withPost(
          async (post) => {
            const outcome = await post(aRequest(peer.port, request)).then(outcomeOf, (error: unknown) => error)
            return { outcome, asked: proxy.asked(), opened: peer.opened(), at: `127.0.0.1:${String(peer.port)}` }
          },
          { proxy: through(proxy.port, { secureContext, authorization }) },
        ),
      options,
    ),
  )

const byTls = { tls: ofProxy }

describe('an egress proxy', () => {
  it('leaves TLS with the receiver to us, under the terms of the receiver', async () => {
    const own = aCertificate({ name: 'Own', authority: true })
    const peer = { tls: aCertificate({ name: '127.0.0.1', issuer: own }) }
    const outcomes = await withPeer(
      ok,
      ({ port }) =>
        withProxy((proxy) =>
          withPost(
            async (post) => {
              const ask = (tls: PostRequest['tls']) => post(aRequest(port, { url: `https://127.0.0.1:${String(port)}/`, tls }))
              const trusted = { ...usualTls, authorities: own.cert }
              const answers = [await ask(undefined), await ask(trusted), await ask({ ...trusted, pins: ['no'] })]
              return answers.map(outcomeOf)
            },
            { proxy: through(proxy.port) },
          ),
        ),
      peer,
    )
    expect(outcomes).toEqual([
      expect.stringContaining('authority unknown'),
      'HTTP 200',
      'unreachable: TLS: the key of the certificate is not pinned',
    ])
  })

  it.each([
    ['http', 'http'],
    ['http', 'https'],
    ['https', 'http'],
    ['https', 'https'],
  ])('over %s opens the way to an %s receiver, by the address that was judged, and once', async (proxyScheme, scheme) => {
    const secure = scheme === 'https'
    await withPeer(
      ok,
      (peer) =>
        withProxy(
          (proxy) =>
            withPost(
              async (post) => {
                const request = aRequest(peer.port, { url: `${scheme}://${host}:${String(peer.port)}/hook` })
                const answers = [await post(request), await post(request)]
                expect(answers.map(outcomeOf)).toEqual(['HTTP 200', 'HTTP 200'])
                expect(answers[0]).toMatchObject({ address: '127.0.0.1' })
                const at = `127.0.0.1:${String(peer.port)}`
                expect(proxy.asked()).toEqual([`CONNECT ${at} HTTP/1.1\r\nHost: ${at}\r\n\r\n`])
                expect([peer.opened(), peer.received().length]).toEqual([1, 2])
              },
              {
                policy: aPolicy({ local: 'loopback', allow: `${host}:${String(peer.port)}` }),
                hosts: { [host]: '127.0.0.1' },
                trustedAuthorities: [authority.cert],
                proxy: through(proxy.port, { secureContext: proxyScheme === 'https' ? trusting : undefined }),
              },
            ),
          proxyScheme === 'https' ? byTls : {},
        ),
      secure ? { tls: ofReceiver } : {},
    )
  })

  it('is told who asks', async () => {
    const { outcome, asked, at } = await postThrough({ authorization: 'Basic cG9zdGhvcm46c2VjcmV0' })
    expect(outcome).toBe('HTTP 200')
    expect(asked).toEqual([`CONNECT ${at} HTTP/1.1\r\nHost: ${at}\r\nProxy-Authorization: Basic cG9zdGhvcm46c2VjcmV0\r\n\r\n`])
  })

  it('that asks for a certificate is shown ours, and without it nothing goes out', async () => {
    const ours = aCertificate({ name: 'posthorn', issuer: authority })
    const proxy = { tls: { ...ofProxy, ca: authority.cert, requestCert: true, rejectUnauthorized: true } }
    const shown = createSecureContext({ ca: authority.cert, cert: ours.cert, key: ours.key })
    expect(await postThrough({ proxy, secureContext: shown })).toMatchObject({ outcome: 'HTTP 200' })
    expect(await postThrough({ proxy, secureContext: trusting })).toMatchObject({ outcome: expect.any(EgressProxyFault), opened: 0 })
  })

  it('is not asked for an address that is denied', async () => {
    const { outcome, asked } = await postThrough({ request: { url: 'https://10.0.0.1/hook' } })
    expect([outcome, asked]).toEqual([expect.stringMatching(/^refused: /), []])
  })

  it('opens the way to IPv6', async () => {
    await withProxy(async (proxy) => {
      await withPost(
        async (post) => {
          const port = await freePort()
          expect(outcomeOf(await post(aRequest(port, { url: `http://[::1]:${String(port)}/` })))).toBe('unreachable: connection refused')
          expect(proxy.asked()).toEqual([expect.stringContaining(`CONNECT [::1]:${String(port)} HTTP/1.1`)])
        },
        { proxy: through(proxy.port) },
      )
    })
  })

  it.each([
    ['refuses connections', 'HTTP/1.1 502 x\r\nProxy-Status: p; error=connection_refused\r\n\r\n', 'unreachable: connection refused'],
    ['is not there', 'HTTP/1.1 502 Bad Gateway\r\n\r\n', 'unreachable: host unreachable'],
  ])('that says of a receiver that it %s is believed', async (_, said, outcome) => {
    expect(await postThrough({ proxy: { answers: () => said } })).toMatchObject({ outcome })
  })

  it('that waits for a silent receiver waits no longer than the attempt may take', async () => {
    expect(await postThrough({ proxy: { isSilent: true }, request: { deadlineMs: 200 } })).toMatchObject({
      outcome: 'timeout: no connection within 0.2 s',
    })
  })

  it.each([
    ['wants other credentials', 'HTTP/1.1 407 x\r\n\r\n', 'egress proxy: HTTP 407: it wants other credentials'],
    ['does not allow it', 'HTTP/1.1 403 x\r\n\r\n', 'egress proxy: HTTP 403'],
    ['is overloaded', 'HTTP/1.1 503 x\r\n\r\n', 'egress proxy: HTTP 503'],
    ['is none', 'SSH-2.0-OpenSSH\r\n\r\n', 'egress proxy: its answer is not HTTP/1.1'],
    ['hangs up', '', 'egress proxy: it closed the connection without an answer'],
    ['does not come to an end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}`, 'egress proxy: the head of its answer exceeds 16 KiB'],
  ])('that %s is at fault, and the receiver is not charged', async (_, said, message) => {
    const { outcome, opened } = await postThrough({ proxy: { answers: () => said }, authorization: 'Basic c2VjcmV0' })
    expect([outcome, opened]).toEqual([new EgressProxyFault(message.replace('egress proxy: ', '')), 0])
  })

  it('that nobody runs, or whose certificate is not trusted, is at fault', async () => {
    const port = await freePort()
    await withPost((post) => expect(post(aRequest(1))).rejects.toThrow('egress proxy: connection refused'), { proxy: through(port) })
    const { outcome } = await postThrough({ proxy: byTls, secureContext: createSecureContext({}) })
    expect(outcome).toEqual(new EgressProxyFault('TLS: certificate chain is incomplete or its authority unknown'))
  })

  it('at fault is named by the check of an endpoint, with whom to tell', async () => {
    const port = await freePort()
    const url = 'http://127.0.0.1:9/hook'
    const probed = await withPost((post) => post.probe({ url, deadlineMs: 5_000 }), { policy: loopback, proxy: through(port) })
    expect(probed.stopped).toEqual({ step: 'tcp', reason: 'egress proxy: connection refused' })
    expect(toCheckSteps(probed, new Date())[4]).toMatchObject({ status: 'failed', remedy: expect.stringContaining('tell its operator') })
  })
})
