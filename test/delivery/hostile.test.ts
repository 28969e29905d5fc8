import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { aRequest, outcomeOf, withPost } from './asking.js'
import { type Answering, answer, answering, drip, flood, type PeerOptions, withPeer } from './peer.js'

const ok = 'HTTP/1.1 200 OK\r\n'
const chunked = `${ok}transfer-encoding: chunked\r\n\r\n`
/** Sends `head`, then `piece` again and again. */
const dripping =
  (head: string, piece: string, everyMs: number): Answering =>
  (socket) => {
    socket.write(head)
    drip(socket, piece, everyMs)
  }

/** For what ends by it. */
const shortMs = 300
/** For what ends by itself or by another limit, however slow the machine. */
const amplyMs = 30_000

interface Asked extends PeerOptions {
  readonly deadlineMs: number
}

/** Asks a hostile receiver, then says what came of it and how long it took. */
const ask = (peer: Answering, { deadlineMs, ...options }: Asked) =>
  withPeer(
    peer,
    ({ port }) =>
      withPost(async (post) => {
        const received = await post(aRequest(port, { deadlineMs }))
        return { outcome: outcomeOf(received), totalMs: received.timings.totalMs }
      }),
    options,
  )

describe('the deadline ends a POST to a receiver that', () => {
  const late: readonly (readonly [string, Answering, string])[] = [
    ['says nothing', () => undefined, 'timeout: no answer within 0.3 s'],
    ['drips the status line', dripping('', 'H', 10_000), 'timeout: no answer within 0.3 s'],
    ['drips headers', dripping(ok, 'x-a: b\r\n', 20), 'timeout: no answer within 0.3 s'],
    ['drips one header', dripping(`${ok}x: `, 'a', 20), 'timeout: no answer within 0.3 s'],
    ['drips 1xx, fewer than there may be', dripping('', 'HTTP/1.1 102 Processing\r\n\r\n', 20), 'timeout: no answer within 0.3 s'],
  ]
  it.each(late)('%s', async (_name, peer, outcome) => {
    const received = await ask(peer, { deadlineMs: shortMs })
    expect(received.outcome).toBe(outcome)
    expect(received.totalMs).toBeGreaterThanOrEqual(shortMs - 5)
  })

  /** A second, for the headers have to be read within it. */
  const incomplete: readonly (readonly [string, Answering, string])[] = [
    ['drips a body', dripping(`${ok}\r\n`, 'a', 20), 'timeout: answer (HTTP 200) not complete within 1 s'],
    ['drips chunks', dripping(chunked, '1\r\na\r\n', 20), 'timeout: answer (HTTP 200) not complete within 1 s'],
    ['never sends the body', answering(`${ok}content-length: 5\r\n\r\n`), 'timeout: answer (HTTP 200) not complete within 1 s'],
  ]
  it.each(incomplete)('%s', async (_name, peer, outcome) => {
    expect((await ask(peer, { deadlineMs: 1_000 })).outcome).toBe(outcome)
  })

  it('does not read the request', async () => {
    const received = await ask(() => undefined, { deadlineMs: shortMs, onOpen: (socket) => socket.pause() })
    expect(received.outcome).toBe('timeout: no answer within 0.3 s')
  })
})

describe('a POST is unreachable when the receiver', () => {
  const broken: readonly (readonly [string, Answering, string])[] = [
    [
      'closes without an answer',
      (socket) => {
        socket.end()
      },
      'connection closed without an answer',
    ],
    [
      'resets the connection',
      (socket) => {
        socket.resetAndDestroy()
      },
      'connection reset',
    ],
    [
      'closes in the middle of the headers',
      (socket) => {
        socket.end(`${ok}x-a`)
      },
      'connection closed without an answer',
    ],
    [
      'closes in the middle of the body',
      (socket) => {
        socket.end(`${ok}content-length: 9\r\n\r\nabc`)
      },
      'connection closed in the middle of the answer (HTTP 200)',
    ],
    [
      'closes in the middle of a chunk',
      (socket) => {
        socket.end(`${chunked}9\r\nabc`)
      },
      'connection closed in the middle of the answer (HTTP 200)',
    ],
    [
      'resets in the middle of the body',
      (socket) => {
        socket.write(`${ok}content-length: 9\r\n\r\nabc`, () => setImmediate(() => socket.resetAndDestroy()))
      },
      'connection ',
    ],
    ['sends a malformed status line', answering('HTTP/1.1 abc\r\n\r\n'), 'not a valid HTTP/1.1 answer (Invalid status code)'],
    ['speaks HTTP/0.9', answering('<html>hello</html>'), 'not a valid HTTP/1.1 answer (Expected HTTP/)'],
    ['speaks another protocol', answering('SSH-2.0-OpenSSH_9.6\r\n'), 'not a valid HTTP/1.1 answer (Expected HTTP/)'],
    [
      'sends 1 MB of headers',
      (socket) => {
        flood(socket, `${ok}x: ${'a'.repeat(1_000_000)}`)
      },
      'the headers of the answer exceed 16 KiB',
    ],
    ['sends 10,000 headers', answering(`${ok}${'x: y\r\n'.repeat(10_000)}\r\n`), 'the headers of the answer exceed 16 KiB'],
    ['sends a bad chunk', answering(`${chunked}zz\r\n`), 'not a valid HTTP/1.1 answer (Invalid character in chunk size)'],
    [
      'sends Content-Length and Transfer-Encoding',
      answering(`${ok}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
      'the answer does not match its Content-Length',
    ],
    [
      'switches protocols',
      answering('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
      'the receiver tried to switch protocols',
    ],
    ['sends 100 unasked', answering(`HTTP/1.1 100 Continue\r\n\r\n${answer(200)}`), 'the receiver sent an answer nobody asked for'],
    [
      'floods with 1xx',
      (socket) => {
        flood(socket, 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(500))
      },
      'the receiver sent more than 32 interim answers (HTTP 1xx) without a final one',
    ],
    [
      'drips 1xx without end',
      dripping('', 'HTTP/1.1 102 Processing\r\n\r\n', 5),
      'the receiver sent more than 32 interim answers (HTTP 1xx) without a final one',
    ],
    [
      'sends one 1xx too many',
      answering(`${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(33)}${answer(200)}`),
      'the receiver sent more than 32',
    ],
    [
      'floods with a chunk extension',
      (socket) => {
        socket.write(`${chunked}3;`)
        flood(socket, 'x'.repeat(16_384))
      },
      'the receiver sent more than 512 KiB without ending its answer',
    ],
  ]
  it.each(broken)('%s', async (_name, peer, reason) => {
    const { outcome } = await ask(peer, { deadlineMs: amplyMs })
    expect(outcome).toContain(`unreachable: ${reason}`)
  })

  it('resets on accept', async () => {
    const { outcome } = await ask(() => undefined, { deadlineMs: amplyMs, onOpen: (socket) => socket.resetAndDestroy() })
    expect(outcome).toMatch(/^unreachable: connection (reset|closed.*)$/)
  })

  it('does not listen', async () => {
    const port = await withPeer(answering(answer(200)), (peer) => Promise.resolve(peer.port))
    expect(outcomeOf(await withPost((post) => post(aRequest(port))))).toBe('unreachable: connection refused')
  })
})

describe('a POST is answered although the receiver', () => {
  const odd: readonly (readonly [string, string, string])[] = [
    ['sends a body with 204', `HTTP/1.1 204 No Content\r\n\r\n${'x'.repeat(100)}`, 'HTTP 204'],
    ['sends a second answer', answer(200, 'one') + answer(500, 'two'), 'HTTP 200'],
    ['sends more than its Content-Length', `${ok}content-length: 2\r\n\r\n${'x'.repeat(100)}`, 'HTTP 200'],
  ]
  it.each(odd)('%s, and that connection serves no other POST', async (_name, text, outcome) => {
    await withPeer(answering(text), async (peer) => {
      await withPost(async (post) => {
        expect(outcomeOf(await post(aRequest(peer.port)))).toBe(outcome)
        expect(outcomeOf(await post(aRequest(peer.port)))).toBe(outcome)
        expect(peer.opened()).toBe(2)
      })
    })
  })
})

it('a POST is answered after as many 1xx as there may be, and again on the same connection', async () => {
  await withPeer(answering('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(32) + answer(200)), async (peer) => {
    await withPost(async (post) => {
      expect(outcomeOf(await post(aRequest(peer.port)))).toBe('HTTP 200')
      expect(outcomeOf(await post(aRequest(peer.port)))).toBe('HTTP 200')
      expect(peer.opened()).toBe(1)
    })
  })
})

it('hostile receivers do not keep another one waiting', async () => {
  const hold: Answering = dripping(ok, 'x-a: b\r\n', 5)
  await withPost(async (post) => {
    const attacks = await withPeer(hold, async (hostile) => {
      const held = Array.from({ length: 8 }, (_, index) =>
        post(aRequest(hostile.port, { poolKey: `bad:${String(index)}`, deadlineMs: amplyMs })),
      )
      await eventually(() => {
        expect(hostile.received()).toHaveLength(held.length)
      })
      await withPeer(answering(answer(200)), async (healthy) => {
        expect(outcomeOf(await post(aRequest(healthy.port)))).toBe('HTTP 200')
      })
      expect(hostile.open()).toBe(held.length)
      return held
    })
    const outcomes = (await Promise.all(attacks)).map(outcomeOf)
    for (const outcome of outcomes) expect(outcome).toMatch(/^unreachable: connection /)
  })
})
