import { describe, expect, it } from '@jest/globals'
import { networkInterfaces } from 'node:os'
import { openTcp } from '../../src/delivery/outbound/connect.js'
import { createDial } from '../../src/delivery/outbound/dial.js'
import { startDeadline } from '../../src/delivery/outbound/deadline.js'
import { createResolve } from '../../src/delivery/outbound/resolve.js'
import { createTlsContexts } from '../../src/delivery/outbound/tls-terms.js'
import { aPolicy } from '../domain/policies.js'
import { eventually, until } from '../helpers/eventually.js'
import { aRequest, loopback, outcomeOf, withPost } from './asking.js'
import { withNameServer, type Zone } from './name-server.js'
import { answer, answering, withPeer } from './peer.js'

const host = 'pay.example.com'
const ok = answering(answer(200))
const hasIpv6 = networkInterfaces()['lo']?.some(({ address }) => address === '::1') ?? false

/** Asks a receiver on loopback under a public name that the fixture resolves. */
const askByName = (zones: (name: string) => Zone | undefined, deadlineMs = 5_000) =>
  withNameServer(zones, ({ server }) =>
    withPeer(ok, (peer) =>
      withPost(
        async (post) => {
          const received = await post(aRequest(peer.port, { url: `http://${host}:${String(peer.port)}/`, deadlineMs }))
          return { outcome: outcomeOf(received), address: received.address, opened: peer.opened(), totalMs: received.timings.totalMs }
        },
        { policy: aPolicy({ local: 'loopback', allow: `${host}:${String(peer.port)}` }), dnsServers: [server] },
      ),
    ),
  )

describe('a name', () => {
  it('is resolved and dialled', async () => {
    expect(await askByName(() => ({ a: ['127.0.0.1'] }))).toMatchObject({ outcome: 'HTTP 200', address: '127.0.0.1', opened: 1 })
  })

  it.each([
    ['is not known', undefined, 'unreachable: DNS: host not found'],
    ['has no address', {}, 'unreachable: DNS: host has no address'],
    ['fails at its server', { rcode: 2 }, 'unreachable: DNS: name server failure'],
    ['is refused by its server', { rcode: 5 }, 'unreachable: DNS: name server refused the question'],
    ['has a thousand addresses', { a: Array.from({ length: 70 }, () => '127.0.0.1') }, 'unreachable: DNS: host has more than 64 addresses'],
  ])('that %s is unreachable', async (_name, zone: Zone | undefined, outcome) => {
    expect(await askByName(() => zone)).toMatchObject({ outcome, address: null, opened: 0 })
  })

  it('whose server is silent ends at the deadline', async () => {
    const received = await askByName(() => ({ silent: true }), 300)
    expect(received).toMatchObject({ outcome: 'timeout: DNS: no answer within 0.3 s', opened: 0 })
  })

  it('whose server is silent is unreachable when there is time to find out', async () => {
    expect(await askByName(() => ({ silent: true }), 30_000)).toMatchObject({ outcome: 'unreachable: DNS: name server did not answer' })
  })

  it.each([
    ['a private', '169.254.169.254', 'a link-local or metadata address'],
    ['an unspecified', '0.0.0.0', 'an address of this host'],
  ])('with %s address among others is refused as a whole', async (_name, address, what) => {
    expect(await askByName(() => ({ a: ['127.0.0.1', address] }))).toMatchObject({
      outcome: `refused: address not allowed: ${address} is ${what}`,
      opened: 0,
    })
  })

  it('with a denied IPv6 address beside an allowed IPv4 address is refused', async () => {
    expect(await askByName(() => ({ a: ['127.0.0.1'], aaaa: ['fe80::1'] }))).toMatchObject({
      outcome: 'refused: address not allowed: fe80::1 is a link-local address',
      opened: 0,
    })
  })

  it('is tried at its next address when the first refuses the connection', async () => {
    expect(await askByName(() => ({ a: ['127.0.0.2', '127.0.0.1'] }))).toMatchObject({ outcome: 'HTTP 200', address: '127.0.0.1' })
  })

  it('is asked for once, whatever happens at the same time', async () => {
    await withNameServer(
      () => ({ a: ['127.0.0.1'] }),
      async (names) => {
        const resolve = createResolve({ servers: [names.server], hosts: new Map() })
        await Promise.all(Array.from({ length: 20 }, () => resolve(host)))
        await resolve(host)
        expect(names.asked()).toEqual([host])
      },
    )
  })

  it('is asked for again after its TTL, which counts as one second at least', async () => {
    let address = '127.0.0.1'
    await withNameServer(
      () => ({ a: [address], ttlSeconds: 0 }),
      async (names) => {
        const resolve = createResolve({ servers: [names.server], hosts: new Map() })
        expect(await resolve(host)).toEqual({ kind: 'addresses', addresses: ['127.0.0.1'] })
        address = '127.0.0.2'
        expect(await resolve(host)).toEqual({ kind: 'addresses', addresses: ['127.0.0.1'] })
        await until(Date.now() + 1100)
        expect(await resolve(host)).toEqual({ kind: 'addresses', addresses: ['127.0.0.2'] })
      },
    )
  })

  it('that fails is asked for again after a second', async () => {
    let zone: Zone | undefined
    await withNameServer(
      () => zone,
      async (names) => {
        const resolve = createResolve({ servers: [names.server], hosts: new Map() })
        expect(await resolve(host)).toMatchObject({ kind: 'failed' })
        zone = { a: ['127.0.0.1'] }
        await eventually(async () => {
          expect(await resolve(host)).toMatchObject({ kind: 'addresses' })
        })
      },
    )
  })

  it('that points somewhere else after the first dial is judged again before the next', async () => {
    let address = '127.0.0.1'
    await withNameServer(
      () => ({ a: [address], ttlSeconds: 0 }),
      async ({ server }) => {
        await withPeer(answering(answer(200, '', ['connection: close'])), async (peer) => {
          const options = { policy: aPolicy({ local: 'loopback', allow: `${host}:${String(peer.port)}` }), dnsServers: [server] }
          const request = aRequest(peer.port, { url: `http://${host}:${String(peer.port)}/` })
          await withPost(async (post) => {
            expect(outcomeOf(await post(request))).toBe('HTTP 200')
            address = '169.254.169.254'
            await until(Date.now() + 1100)
            expect(outcomeOf(await post(request))).toMatch(/^refused: address not allowed: 169\.254\.169\.254/)
            expect(peer.opened()).toBe(1)
          }, options)
        })
      },
    )
  })

  it('with a dead server does not delay another', async () => {
    const zones = (name: string): Zone => (name === host ? { a: ['127.0.0.1'] } : { silent: true })
    await withNameServer(zones, async ({ server }) => {
      const resolve = createResolve({ servers: [server], hosts: new Map() })
      let given = 0
      const dead = Array.from({ length: 20 }, (_, index) => resolve(`dead${String(index)}.example.com`).finally(() => (given += 1)))
      await resolve(host)
      expect(given).toBe(0)
      await Promise.all(dead)
    })
  })

  it('that the operator maps is not looked up, but its address is judged', async () => {
    await withPeer(ok, async (peer) => {
      const allow = `erp:${String(peer.port)}`
      const request = aRequest(peer.port, { url: `http://erp:${String(peer.port)}/` })
      const ask = (local: 'deny' | 'loopback') =>
        withPost((post) => post(request), { policy: aPolicy({ local, allow }), hosts: { erp: '127.0.0.1' }, dnsServers: ['127.0.0.1:9'] })
      expect(outcomeOf(await ask('loopback'))).toBe('HTTP 200')
      expect(outcomeOf(await ask('deny'))).toBe('refused: address not allowed: 127.0.0.1 is a loopback address')
      expect(peer.opened()).toBe(1)
    })
  })

  it('localhost means both loopback addresses where loopback is allowed', async () => {
    await withPeer(ok, async (peer) => {
      const received = await withPost((post) => post(aRequest(peer.port, { url: `http://localhost:${String(peer.port)}/` })))
      expect(outcomeOf(received)).toBe('HTTP 200')
    })
  })
})

describe('an IP literal', () => {
  it('is judged before anything is opened', async () => {
    await withPeer(ok, async (peer) => {
      const urls = ['127.0.0.1', '[::ffff:7f00:1]'].map((literal) => `https://${literal}:${String(peer.port)}/`)
      const answers = await withPost((post) => Promise.all(urls.map((url) => post(aRequest(peer.port, { url })))), { policy: aPolicy() })
      expect(answers.map(({ kind }) => kind)).toEqual(['refused', 'refused'])
      expect(peer.opened()).toBe(0)
    })
  })

  it('is judged at every dial, even if the URL was let through', async () => {
    await withPeer(ok, async (peer) => {
      const direct = { contextOf: createTlsContexts([]), openTcp }
      const dial = createDial({ policy: aPolicy(), resolve: createResolve({ hosts: new Map() }), ...direct })
      const deadline = startDeadline(1000)
      const hosts = ['127.0.0.1', '[::1]', '[::ffff:7f00:1]', '169.254.169.254']
      const targets = hosts.map((literal) => ({ origin: '', path: '/', secure: false, host: literal, port: peer.port }))
      const dialled = await Promise.all(targets.map((target) => dial(target, deadline)))
      deadline.clear()
      expect(dialled.map(({ kind }) => kind)).toEqual(['refused', 'refused', 'refused', 'refused'])
      expect(peer.opened()).toBe(0)
    })
  })

  it('that never answers ends at the deadline', async () => {
    // Nothing lives there: some networks swallow the packets, others say so.
    const options = { policy: aPolicy({ allow: '10.255.255.1' }) }
    const received = await withPost((post) => post(aRequest(443, { url: 'https://10.255.255.1/', deadlineMs: 300 })), options)
    expect(outcomeOf(received)).toMatch(/^(timeout: no connection within 0.3 s|unreachable: .*)$/)
  })

  it('of IPv6 is dialled, where there is IPv6', async () => {
    if (!hasIpv6) return
    await withPeer(
      ok,
      async (peer) => {
        const received = await withPost((post) => post(aRequest(peer.port, { url: `http://[::1]:${String(peer.port)}/` })), {
          policy: loopback,
        })
        expect(received).toMatchObject({ kind: 'response', address: '::1' })
      },
      { host: '::1' },
    )
  })
})
