import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { TlsOptions } from 'node:tls'
import { aPolicy } from '../domain/policies.js'
import { aRequest, outcomeOf, withPost } from './asking.js'
import { aCertificate, type Certificate } from './certificates.js'
import { answer, answering, type Peer, type PeerOptions, withPeer } from './peer.js'

const host = 'pay.example.com'
const authority = aCertificate({ name: 'Test Authority', authority: true })
const issued = (name = host, notAfter?: Date): Certificate => aCertificate({ name, issuer: authority, ...(notAfter ? { notAfter } : {}) })
const options = (port: number) => ({
  policy: aPolicy({ local: 'loopback', allow: `${host}:${String(port)}` }),
  hosts: { [host]: '127.0.0.1' },
  trustedAuthorities: [authority.cert],
})

interface Asked {
  readonly urlHost?: string
  readonly deadlineMs?: number
  readonly peer?: PeerOptions
}

/** Asks a TLS receiver for what came of it. */
const ask = (tls: TlsOptions, { urlHost = host, deadlineMs = 5_000, peer = {} }: Asked = {}) =>
  withPeer(
    answering(answer(200)),
    ({ port }: Peer) => withPost((post) => post(aRequest(port, { url: `https://${urlHost}:${String(port)}/`, deadlineMs })), options(port)),
    { tls, ...peer },
  )

describe('TLS', () => {
  it('verifies the receiver and names it in the handshake', async () => {
    const named: string[] = []
    const SNICallback: TlsOptions['SNICallback'] = (name, done) => {
      named.push(name)
      done(null)
    }
    const received = await ask({ ...issued(), SNICallback })
    expect(outcomeOf(received)).toBe('HTTP 200')
    expect(received.timings.tlsMs).toEqual(expect.any(Number))
    expect(named).toEqual([host])
  })

  it('keeps the connection for the next POST', async () => {
    await withPeer(
      answering(answer(200)),
      async (peer) => {
        await withPost(async (post) => {
          const request = aRequest(peer.port, { url: `https://${host}:${String(peer.port)}/` })
          for (let count = 0; count < 3; count += 1) expect(outcomeOf(await post(request))).toBe('HTTP 200')
          expect(peer.opened()).toBe(1)
        }, options(peer.port))
      },
      { tls: issued() },
    )
  })

  it('verifies an address by the address in the certificate', async () => {
    expect(outcomeOf(await ask(issued('127.0.0.1'), { urlHost: '127.0.0.1' }))).toBe('HTTP 200')
    expect(outcomeOf(await ask(issued(), { urlHost: '127.0.0.1' }))).toBe('unreachable: TLS: certificate is for another host name')
  })

  it('works with TLS 1.2', async () => {
    expect(outcomeOf(await ask({ ...issued(), maxVersion: 'TLSv1.2' }))).toBe('HTTP 200')
  })

  const unreachable: readonly (readonly [string, () => TlsOptions, string])[] = [
    ['self-signed', () => aCertificate({ name: host }), 'certificate is self-signed'],
    ['expired', () => issued(host, new Date(Date.now() - 86_400_000)), 'certificate has expired'],
    ['for another name', () => issued('other.example.com'), 'certificate is for another host name'],
    [
      'of an unknown authority',
      () => aCertificate({ name: host, issuer: aCertificate({ name: 'Nobody', authority: true }) }),
      'certificate chain is incomplete or its authority unknown',
    ],
  ]
  it.each(unreachable)('does not accept a certificate that is %s', async (_name, tls, reason) => {
    const received = await ask(tls())
    expect([received.kind, received.kind === 'unreachable' && received.reason]).toEqual([
      'unreachable',
      expect.stringContaining(`TLS: ${reason}`),
    ])
    expect(received).toMatchObject({ address: '127.0.0.1' })
  })

  it('is never older than 1.2', async () => {
    const old: TlsOptions = { ...issued(), minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }
    expect(outcomeOf(await ask(old))).toBe('unreachable: TLS: TLS 1.2 or newer is not supported')
  })

  it('says so when the port does not speak TLS', async () => {
    await withPeer(answering(''), async ({ port }) => {
      const received = await withPost(
        (post) => post(aRequest(port, { url: `https://${host}:${String(port)}/`, deadlineMs: 300 })),
        options(port),
      )
      expect(outcomeOf(received)).toBe('timeout: TLS: handshake not finished within 0.3 s')
    })
    await withPeer(
      () => undefined,
      async ({ port }) => {
        const received = await withPost((post) => post(aRequest(port, { url: `https://${host}:${String(port)}/` })), options(port))
        expect(outcomeOf(received)).toBe('unreachable: TLS: the port does not speak TLS')
      },
      { onOpen: (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n') },
    )
  })

  it('says so when the connection ends during the handshake', async () => {
    await withPeer(
      () => undefined,
      async ({ port }) => {
        const received = await withPost((post) => post(aRequest(port, { url: `https://${host}:${String(port)}/` })), options(port))
        expect(outcomeOf(received)).toBe('unreachable: TLS: connection closed during the handshake')
      },
      { onOpen: (socket) => socket.once('data', () => socket.destroy()) },
    )
  })

  it('stops a flood over TLS too', async () => {
    const received = await ask(issued(), {
      peer: {
        onOpen: (socket) => {
          socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;')
          const pump = (): void => {
            while (!socket.destroyed && socket.write('x'.repeat(16_384)));
          }
          socket.on('drain', pump)
          socket.once('data', pump)
        },
      },
    })
    expect(outcomeOf(received)).toMatch(/more than 512 KiB|nobody asked for/)
  })

  describe('whatever the environment says', () => {
    beforeEach(() => {
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    })
    afterEach(() => {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    })
    it('verifies', async () => {
      expect((await ask(aCertificate({ name: host }))).kind).toBe('unreachable')
    })
  })
})
