import { describe, expect, it } from '@jest/globals'
import { gzipSync } from 'node:zlib'
import { eventually } from '../helpers/eventually.js'
import { aRequest, outcomeOf, withPost } from './asking.js'
import { type Answering, answer, answering, flood, withPeer } from './peer.js'

const ask = (peer: Answering) => withPeer(peer, ({ port }) => withPost((post) => post(aRequest(port))))

describe('a POST', () => {
  it('sends the body and the headers as they are, and asks for an unpacked answer', async () => {
    await withPeer(answering(answer(200)), async (peer) => {
      await withPost((post) => post(aRequest(peer.port, { body: '{"name":"Zoë 💶"}' })))
      const [request] = peer.received()
      expect(Buffer.from(request?.body ?? '', 'latin1').toString()).toBe('{"name":"Zoë 💶"}')
      expect(request?.head.split('\r\n')).toEqual([
        'POST /hook?token=canary HTTP/1.1',
        `host: 127.0.0.1:${String(peer.port)}`,
        'connection: keep-alive',
        'accept-encoding: identity',
        'content-type: application/json',
        'webhook-id: ntf_1',
        'content-length: 20',
      ])
    })
  })

  it('gives back status, headers and body', async () => {
    const received = await ask(answering(answer(503, 'later', ['Retry-After: 7', 'X-Two: a', 'x-two: b'])))
    expect(received).toMatchObject({ kind: 'response', status: 503, bodyTruncated: false, address: '127.0.0.1' })
    if (received.kind !== 'response') return
    expect(received.body.toString()).toBe('later')
    expect(received.headers).toEqual({ 'retry-after': '7', 'x-two': 'a, b', 'content-length': '5' })
  })

  it('splits its time over the steps that were taken', async () => {
    await withPeer(answering(answer(200)), async ({ port }) => {
      await withPost(async (post) => {
        const { timings: first } = await post(aRequest(port))
        const { timings: second } = await post(aRequest(port))
        expect(first).toEqual({
          dnsMs: expect.any(Number),
          connectMs: expect.any(Number),
          tlsMs: null,
          firstByteMs: expect.any(Number),
          totalMs: expect.any(Number),
        })
        expect(second).toMatchObject({ dnsMs: null, connectMs: null, tlsMs: null })
        expect(second.totalMs).toBeGreaterThanOrEqual(second.firstByteMs ?? Infinity)
      })
    })
  })

  it.each([301, 302, 303, 307, 308])('does not follow a %i', async (status) => {
    await withPeer(answering(answer(200)), async (inner) => {
      const location = `location: http://127.0.0.1:${String(inner.port)}/`
      expect(await ask(answering(answer(status, '', [location])))).toMatchObject({ kind: 'response', status })
      expect(inner.opened()).toBe(0)
    })
  })

  it('keeps a packed body packed', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000))
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${String(bomb.length)}\r\n\r\n`
    const received = await ask(answering(Buffer.concat([Buffer.from(head), bomb])))
    expect(received.kind === 'response' && received.body.equals(bomb)).toBe(true)
  })

  it('reads a body that ends with the connection', async () => {
    const received = await ask((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end'))
    expect(received.kind === 'response' && received.body.toString()).toBe('until the end')
  })

  it('reads a chunked body', async () => {
    const received = await ask(answering('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n3;x=y\r\ntwo\r\n0\r\n\r\n'))
    expect(received.kind === 'response' && received.body.toString()).toBe('onetwo')
  })

  it('reads over early hints', async () => {
    expect(outcomeOf(await ask(answering(`HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${answer(201)}`)))).toBe('HTTP 201')
  })

  it.each([
    [16_384, 16_384, false],
    [16_385, 16_384, true],
    [65_536, 16_384, true],
  ])('of a body of %i bytes keeps %i', async (length, kept, truncated) => {
    const received = await ask(answering(answer(200, 'x'.repeat(length))))
    expect(received).toMatchObject({ kind: 'response', status: 200, bodyTruncated: truncated })
    expect(received.kind === 'response' && received.body.length).toBe(kept)
  })

  it('stops reading an endless body after 64 KiB', async () => {
    await withPeer(
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        flood(socket, 'x'.repeat(16_384))
      },
      async (peer) => {
        const received = await withPost((post) => post(aRequest(peer.port)))
        expect(received).toMatchObject({ kind: 'response', status: 200, bodyTruncated: true })
        await eventually(() => {
          expect(peer.open()).toBe(0)
        })
      },
    )
  })

  it.each([
    'host',
    'Host',
    'content-length',
    'transfer-encoding',
    'connection',
    'upgrade',
    'expect',
    'te',
    'trailer',
    'keep-alive',
    'accept-encoding',
    'proxy-authorization',
  ])('does not let its caller set "%s"', async (name) => {
    await withPeer(answering(answer(200)), async (peer) => {
      const received = await withPost((post) => post(aRequest(peer.port, { headers: { [name]: 'x' } })))
      expect(outcomeOf(received)).toBe(`refused: the request may not set the header "${name.toLowerCase()}"`)
      expect(peer.opened()).toBe(0)
    })
  })

  it.each([{ 'x-a': 'one\r\nx-b: two' }, { 'x-a\r\nx-b': 'two' }, { 'x-a': 'nul\0' }, { 'x-a': 'snow☃' }, { 'x a': 'b' }])(
    'sends no header such as %j',
    async (headers) => {
      await withPeer(answering(answer(200)), async (peer) => {
        const received = await withPost((post) => post(aRequest(peer.port, { headers })))
        expect(outcomeOf(received)).toBe('refused: the request holds an invalid header')
        expect(peer.received()).toEqual([])
      })
    },
  )

  it('holds neither path nor query in any reason', async () => {
    await withPost(async (post) => {
      const urls = [
        'http://127.0.0.1:1/canary?canary',
        'https://10.0.0.1/canary?canary',
        'nonsense/canary',
        'https://nowhere.invalid/canary',
      ]
      const answers = await Promise.all(urls.map((url) => post(aRequest(1, { url }))))
      expect(answers.map(({ kind }) => kind)).toEqual(['unreachable', 'refused', 'refused', 'refused'])
      expect(JSON.stringify(answers)).not.toContain('canary')
    })
  })
})
