import { describe, expect, it } from '@jest/globals'
import { createHash, createPublicKey } from 'node:crypto'
import { type TlsOptions, TLSSocket } from 'node:tls'
import type { TlsTerms } from '../../src/delivery/outbound/tls-terms.js'
import { remedyFor } from '../../src/domain/endpoint-remedies.js'
import { usualTls } from '../../src/domain/receiver-tls.js'
import { aPolicy } from '../domain/policies.js'
import { eventually } from '../helpers/eventually.js'
import { aRequest, outcomeOf, withPost } from './asking.js'
import { aCertificate, type Certificate } from './certificates.js'
import { answer, answering, withPeer } from './peer.js'

const host = 'pay.example.com'
const everybodys = aCertificate({ name: 'Everybody', authority: true })
const own = aCertificate({ name: 'Own', authority: true })
const url = (port: number) => `https://${host}:${String(port)}/`
const options = (port: number) => ({
  policy: aPolicy({ local: 'loopback', allow: `${host}:${String(port)}` }),
  hosts: { [host]: '127.0.0.1' },
  trustedAuthorities: [everybodys.cert],
})
const yesterday = new Date(Date.now() - 86_400_000)
const pinOf = ({ privateKey }: Certificate) =>
  createHash('sha256')
    .update(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }))
    .digest('base64')

/** What comes of a POST under these terms, and of a probe. */
const ask = (terms: Partial<TlsTerms>, certificate: TlsOptions) =>
  withPeer(
    answering(answer(200)),
    async ({ port, received }) => {
      const tls = { ...usualTls, ...terms }
      const posted = await withPost((post) => post(aRequest(port, { url: url(port), tls })), options(port))
      const probed = await withPost((post) => post.probe({ url: url(port), tls, deadlineMs: 5_000 }), options(port))
      expect(probed.stopped?.reason ?? 'HTTP 200').toBe(outcomeOf(posted).replace('unreachable: ', ''))
      return { outcome: outcomeOf(posted), received: received().length, tls: probed.tls }
    },
    { tls: certificate },
  )
/** The same of a POST alone. */
const send = (terms: Partial<TlsTerms>, certificate: TlsOptions) =>
  withPeer(
    answering(answer(200)),
    async ({ port }) =>
      outcomeOf(await withPost((post) => post(aRequest(port, { url: url(port), tls: { ...usualTls, ...terms } })), options(port))),
    { tls: certificate },
  )

/** A receiver that answers our part of the handshake with a fatal alert (RFC 8446 section 6). */
const withAlert = <T>(alert: number, use: (port: number) => Promise<T>) =>
  withPeer(
    () => undefined,
    ({ port }) => use(port),
    {
      onOpen: (socket) => {
        socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, alert])))
      },
    },
  )
const wrongKey = 'unreachable: TLS: the key of the certificate is not pinned'

describe('TLS terms of a receiver', () => {
  const known = aCertificate({ name: host, issuer: everybodys })
  const owned = aCertificate({ name: host, issuer: own })

  it('S0-14: believe its own authority, and then no other', async () => {
    expect(await ask({}, owned)).toMatchObject({ outcome: expect.stringContaining('authority unknown'), received: 0 })
    expect(await ask({ authorities: own.cert }, owned)).toMatchObject({ outcome: 'HTTP 200', tls: { verified: true } })
    expect(await ask({ authorities: own.cert }, known)).toMatchObject({ outcome: expect.stringContaining('TLS: certificate') })
    expect(await ask({ authorities: own.cert + everybodys.cert }, known)).toMatchObject({ outcome: 'HTTP 200' })
    expect(await ask({ authorities: own.cert }, aCertificate({ name: 'other.example.com', issuer: own }))).toMatchObject({
      outcome: 'unreachable: TLS: certificate is for another host name',
    })
  })

  it('pin the key of its own certificate, one of several, and nothing is sent to another', async () => {
    const next = aCertificate({ name: host, issuer: everybodys })
    expect(await ask({ pins: [pinOf(next), pinOf(known)] }, known)).toMatchObject({ outcome: 'HTTP 200' })
    expect(await ask({ pins: [pinOf(next)] }, known)).toMatchObject({ outcome: wrongKey, received: 0 })
    // who shows a certificate in the chain has not proved to have its key
    const chain = { key: known.key, cert: known.cert + next.cert + everybodys.cert }
    expect(await ask({ pins: [pinOf(next)] }, chain)).toMatchObject({ outcome: wrongKey })
    expect(await ask({ pins: [pinOf(everybodys)] }, chain)).toMatchObject({ outcome: wrongKey })
    expect(await ask({ pins: [pinOf(known)] }, { ...known, maxVersion: 'TLSv1.2' })).toMatchObject({ outcome: 'HTTP 200' })
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('accept self-signed ones, whose name, dates and pins still hold (%s)', async (maxVersion) => {
    const terms = { acceptSelfSigned: true }
    const shows = (certificate: Certificate) => ({ ...certificate, maxVersion })
    const self = aCertificate({ name: host })
    expect(await ask(terms, shows(self))).toMatchObject({ outcome: 'HTTP 200', tls: { verified: false } })
    expect(await ask(terms, shows(owned))).toMatchObject({ outcome: 'HTTP 200', tls: { verified: false } })
    expect(await ask(terms, shows(known))).toMatchObject({ outcome: 'HTTP 200', tls: { verified: true } })
    for (const issuer of [{}, { issuer: own }, { issuer: everybodys }])
      expect(await ask(terms, shows(aCertificate({ name: host, notAfter: yesterday, ...issuer })))).toMatchObject({
        outcome: 'unreachable: TLS: certificate has expired',
        received: 0,
      })
    for (const issuer of [{}, { issuer: own }, { issuer: everybodys }])
      expect(await ask(terms, shows(aCertificate({ name: 'other.example.com', ...issuer })))).toMatchObject({
        outcome: 'unreachable: TLS: certificate is for another host name',
        received: 0,
      })
    expect(await ask({ ...terms, pins: [pinOf(self)] }, shows(self))).toMatchObject({ outcome: 'HTTP 200' })
    expect(await ask({ ...terms, pins: [pinOf(own)] }, shows(self))).toMatchObject({ outcome: wrongKey, received: 0 })
  })

  describe('show who we are', () => {
    const ours = aCertificate({ name: 'Posthorn', issuer: own })
    const certificate = { chain: ours.cert, key: ours.key }
    const asks = { ...known, requestCert: true, rejectUnauthorized: true, ca: own.cert }

    it.each(['TLSv1.2', 'TLSv1.3'] as const)('to whoever asks, and to nobody else (%s)', async (maxVersion) => {
      expect(await send({ certificate }, { ...asks, maxVersion })).toBe('HTTP 200')
      expect(await send({ certificate }, { ...known, maxVersion })).toBe('HTTP 200')
    })

    it('and are told when it is missing', async () => {
      const tls13 = await send({}, asks)
      expect(tls13).toBe('unreachable: TLS: the receiver asks for a client certificate')
      expect(remedyFor('answer', tls13)).toContain('request-certificate')
      const tls12 = await send({}, { ...asks, maxVersion: 'TLSv1.2' })
      expect(tls12).toBe('unreachable: TLS: handshake refused')
      expect(remedyFor('tls', tls12)).toContain('client certificate')
    })

    it.each([
      ['TLS1_ALERT_UNKNOWN_CA', 48, 'the receiver refuses the client certificate (unknown authority)'],
      ['SSL3_ALERT_CERTIFICATE_EXPIRED', 45, 'the receiver refuses the client certificate (expired)'],
    ])('and are told when it is refused: %s', async (_name, alert, reason) => {
      const outcome = await withAlert(alert, (port) =>
        withPost((post) => post(aRequest(port, { url: url(port), tls: { ...usualTls, certificate } })), options(port)),
      )
      expect(outcomeOf(outcome)).toBe(`unreachable: TLS: ${reason}`)
      expect(remedyFor('tls', outcomeOf(outcome))).toContain('trust')
    })
  })

  it('that cannot be used leave no connection open, and are told', async () => {
    const weak = aCertificate({ name: 'Posthorn', issuer: own, weak: true })
    const tls = { ...usualTls, certificate: { chain: weak.cert, key: weak.key } }
    const reason = 'TLS: our certificate cannot be used (ERR_SSL_CA_MD_TOO_WEAK)'
    await withPeer(
      answering(answer(200)),
      async (peer) => {
        await withPost(async (post) => {
          expect(outcomeOf(await post(aRequest(peer.port, { url: url(peer.port), tls })))).toBe(`unreachable: ${reason}`)
          const { stopped } = await post.probe({ url: url(peer.port), tls, deadlineMs: 5_000 })
          expect(stopped).toEqual({ step: 'tls', reason })
          await eventually(() => expect([peer.opened(), peer.open()]).toEqual([2, 0]))
        }, options(peer.port))
      },
      { tls: known },
    )
    expect(remedyFor('tls', reason)).toContain('request-certificate')
  })

  it('share no connection with other terms, and no session', async () => {
    const sessions: boolean[] = []
    await withPeer(
      (socket) => {
        if (socket instanceof TLSSocket) sessions.push(socket.isSessionReused())
        socket.write(answer(200))
      },
      async (peer) => {
        await withPost(async (post) => {
          const send = async (tls: TlsTerms | undefined, poolKey = 'sub_1:1') =>
            expect(outcomeOf(await post(aRequest(peer.port, { url: url(peer.port), tls, poolKey })))).toBe('HTTP 200')
          const pinned = { ...usualTls, pins: [pinOf(known)] }
          await send(undefined)
          await send(undefined)
          expect(peer.opened()).toBe(1)
          await send(pinned)
          await send(pinned)
          expect(peer.opened()).toBe(2)
          await send({ ...pinned }, 'sub_2:1')
          expect(peer.opened()).toBe(3)
          await send(undefined)
          expect(peer.opened()).toBe(4)
        }, options(peer.port))
      },
      { tls: known },
    )
    expect(sessions).toEqual(Array.from({ length: 6 }, () => false))
  })
})
