import { describe, expect, it } from '@jest/globals'
import { type PinMode, toPin } from '../../src/domain/pinning.js'
import { aPolicy } from '../domain/policies.js'
import { until } from '../helpers/eventually.js'
import { aRequest, outcomeOf, withPost } from './asking.js'
import { aCertificate } from './certificates.js'
import { withNameServer, type Zone } from './name-server.js'
import { answer, answering, type Peer, type PeerOptions, withPeer } from './peer.js'

const host = 'pay.example.com'
const ok = answering(answer(200))
const authority = aCertificate({ name: 'Test Authority', authority: true })

interface Scene {
  readonly peer: Peer
  /** Posts under this version of the list. */
  readonly post: (
    mode: PinMode,
    list: readonly string[],
    version?: number,
  ) => Promise<{ outcome: string; address: string | null; unregistered: boolean }>
}

/** A receiver on every loopback address, under a public name that the fixture resolves at the moment it is asked. */
const withScene = (zone: () => Zone, use: (scene: Scene) => Promise<void>, options: PeerOptions = {}) =>
  withNameServer(zone, ({ server }) =>
    withPeer(
      ok,
      (peer) =>
        withPost(
          async (post) => {
            const url = `${options.tls ? 'https' : 'http'}://${host}:${String(peer.port)}/`
            await use({
              peer,
              async post(mode, list, version = 1) {
                const answered = await post(aRequest(peer.port, { url, pin: toPin(mode, list), poolKey: `sub_1:${String(version)}` }))
                return { outcome: outcomeOf(answered), address: answered.address, unregistered: answered.unregistered === true }
              },
            })
          },
          {
            policy: aPolicy({ local: 'loopback', allow: `${host}:${String(peer.port)}` }),
            dnsServers: [server],
            trustedAuthorities: [authority.cert],
          },
        ),
      { host: '0.0.0.0', ...options },
    ),
  )

const refusal = (...addresses: string[]) => `refused: address_not_registered: ${host} leads to ${addresses.join(', ')}: not on the list`

describe('where registration is enforced (S0-14)', () => {
  it('a host that leads to no registered address is not dialled', async () => {
    await withScene(
      () => ({ a: ['127.0.0.1', '127.0.0.2'] }),
      async ({ peer, post }) => {
        expect(await post('enforce', ['127.0.0.3', '2001:db8::/32'])).toEqual({
          outcome: refusal('127.0.0.1', '127.0.0.2'),
          address: null,
          unregistered: true,
        })
        expect(peer.opened()).toBe(0)
      },
    )
  })

  it.each([
    ['an address', ['127.0.0.3']],
    ['a block', ['127.0.0.3/32', '127.0.1.0/24']],
  ])('of several addresses only those are dialled that %s on the list covers', async (_what, list) => {
    await withScene(
      () => ({ a: ['127.0.0.1', '127.0.0.2', '127.0.0.3'] }),
      async ({ peer, post }) => {
        expect(await post('enforce', list)).toEqual({ outcome: 'HTTP 200', address: '127.0.0.3', unregistered: false })
        expect(peer.opened()).toBe(1)
      },
    )
  })

  it('a registered address that refuses the connection is not made up for by another that is not', async () => {
    await withNameServer(
      () => ({ a: ['127.0.0.2', '127.0.0.1'] }),
      ({ server }) =>
        withPeer(ok, (peer) =>
          withPost(
            async (post) => {
              const url = `http://${host}:${String(peer.port)}/`
              const answered = await post(aRequest(peer.port, { url, pin: toPin('enforce', ['127.0.0.2']) }))
              expect([outcomeOf(answered), answered.address, peer.opened()]).toEqual(['unreachable: connection refused', '127.0.0.2', 0])
            },
            { policy: aPolicy({ local: 'loopback', allow: `${host}:${String(peer.port)}` }), dnsServers: [server] },
          ),
        ),
    )
  })

  it('a denied address still denies the host, although it is registered', async () => {
    await withScene(
      () => ({ a: ['127.0.0.1', '169.254.169.254'] }),
      async ({ peer, post }) => {
        expect((await post('enforce', ['127.0.0.1', '169.254.169.254'])).outcome).toMatch(
          /^refused: address not allowed: 169\.254\.169\.254/,
        )
        expect(peer.opened()).toBe(0)
      },
    )
  })

  it('exactly the registered address is dialled, with the name in the handshake and as Host', async () => {
    const named: string[] = []
    const SNICallback = (name: string, done: (error: null) => void) => {
      named.push(name)
      done(null)
    }
    await withScene(
      () => ({ a: ['127.0.0.1', '127.0.0.2'] }),
      async ({ peer, post }) => {
        expect(await post('enforce', ['127.0.0.2'])).toMatchObject({ outcome: 'HTTP 200', address: '127.0.0.2' })
        expect(named).toEqual([host])
        expect(peer.received()[0]?.head).toMatch(new RegExp(`^host: ${host}:${String(peer.port)}\\r?$`, 'im'))
      },
      { tls: { ...aCertificate({ name: host, issuer: authority }), SNICallback } },
    )
  })

  it('S0-16: a connection that was kept serves no more once its address is removed', async () => {
    await withScene(
      () => ({ a: ['127.0.0.1'] }),
      async ({ peer, post }) => {
        for (let count = 0; count < 2; count += 1) expect((await post('enforce', ['127.0.0.1'])).outcome).toBe('HTTP 200')
        expect(peer.opened()).toBe(1)
        expect((await post('enforce', ['127.0.0.2'], 2)).outcome).toBe(refusal('127.0.0.1'))
        expect([peer.opened(), peer.received().length]).toEqual([1, 2])
      },
    )
  })

  it('a host that moves to another address is refused, and served again when the address is registered', async () => {
    let address = '127.0.0.1'
    await withScene(
      () => ({ a: [address], ttlSeconds: 0 }),
      async ({ peer, post }) => {
        expect((await post('enforce', ['127.0.0.1'])).outcome).toBe('HTTP 200')
        address = '127.0.0.2'
        await until(Date.now() + 1100)
        expect((await post('enforce', ['127.0.0.1', '127.0.0.9'], 2)).outcome).toBe(refusal('127.0.0.2'))
        expect(await post('enforce', ['127.0.0.1', '127.0.0.2'], 3)).toMatchObject({ outcome: 'HTTP 200', address })
        expect(peer.received()).toHaveLength(2)
      },
    )
  })
})

describe('where registration is looked at', () => {
  it('what goes elsewhere is sent and says so, on a kept connection as well', async () => {
    await withScene(
      () => ({ a: ['127.0.0.1'] }),
      async ({ peer, post }) => {
        for (let count = 0; count < 2; count += 1) {
          expect(await post('warn', ['127.0.0.2'])).toEqual({ outcome: 'HTTP 200', address: '127.0.0.1', unregistered: true })
        }
        expect(await post('warn', ['127.0.0.0/30'], 2)).toMatchObject({ unregistered: false })
        expect(peer.received()).toHaveLength(3)
      },
    )
  })

  it('nothing is said of a host that was not found, nor where it is off', async () => {
    await withScene(
      () => ({ rcode: 3 }),
      async ({ post }) => expect(await post('warn', ['127.0.0.2'])).toMatchObject({ address: null, unregistered: false }),
    )
    await withScene(
      () => ({ a: ['127.0.0.1'] }),
      async ({ post }) => expect(await post('off', ['127.0.0.2'])).toMatchObject({ outcome: 'HTTP 200', unregistered: false }),
    )
  })
})
