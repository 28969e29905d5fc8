import { describe, expect, it } from '@jest/globals'
import { parseRetryAfter } from '../../src/domain/retry-after.js'
import { eventually } from '../helpers/eventually.js'
import { aRequest, outcomeOf, withPost } from './asking.js'
import { dripping, ok } from './hostile/behaviour.js'
import { behaviours } from './hostile/behaviours.js'
import { toPostOptions, withHostileReceivers } from './hostile/receivers.js'
import { saysOf, toldOf } from './hostile/told.js'
import { answer, type Answering, answering, withPeer } from './peer.js'

/** For what ends by it. */
const shortMs = 1_000
/** For what ends by itself or by another limit, however slow the machine. */
const amplyMs = 60_000
const runs = 10

describe('an attempt at a receiver that', () => {
  it.each(behaviours.map((behaviour) => [behaviour.name, behaviour] as const))('%s', async (_name, behaviour) => {
    const deadlineMs = behaviour.untilDeadline ? shortMs : amplyMs
    const says = saysOf(behaviour, deadlineMs)
    await withHostileReceivers([behaviour], async (receivers) => {
      const attempts = await withPost((post) => {
        const ask = (run: number) => post(aRequest(0, { url: receivers.urls[0]!, deadlineMs, poolKey: `sub_${String(run)}:1` }))
        return Promise.all(Array.from({ length: runs }, (_, run) => ask(run)))
      }, toPostOptions(receivers))

      for (const received of attempts) {
        expect(toldOf(received)).toEqual(typeof says === 'string' ? says : expect.stringMatching(says))
        if (behaviour.untilDeadline) expect(received.timings.totalMs).toBeGreaterThanOrEqual(deadlineMs - 5)
        if (received.kind !== 'response') continue
        expect(received.body.length).toBeLessThanOrEqual(16_384)
        expect(parseRetryAfter(received.headers['retry-after'], new Date())).toBe(behaviour.putsOffMs)
      }
      // Nothing is sent twice within an attempt: not after a fault, not to where an answer points.
      expect(receivers.received()[0]).toBeLessThanOrEqual(runs)
    })
  })
})

describe('an answer that is followed by bytes nobody asked for', () => {
  it.each([
    ['a body with 204', `HTTP/1.1 204 No Content\r\n\r\n${'x'.repeat(100)}`],
    ['a second answer', answer(200, 'one') + answer(500, 'two')],
    ['more than its Content-Length', `${ok}content-length: 2\r\n\r\n${'x'.repeat(100)}`],
  ])('ends its connection: %s', async (_name, text) => {
    await withPeer(answering(text), async (peer) => {
      await withPost(async (post) => {
        expect(outcomeOf(await post(aRequest(peer.port)))).toMatch(/^HTTP 20[04]$/)
        expect(outcomeOf(await post(aRequest(peer.port)))).toMatch(/^HTTP 20[04]$/)
        expect(peer.opened()).toBe(2)
      })
    })
  })
})

const earlyHints = 'HTTP/1.1 103 Early Hints\r\n\r\n'
const tooLong = 'unreachable: the headers of the answer exceed 16 KiB'

describe('the head of an answer', () => {
  const head = `${ok}content-length: 60000\r\n\r\n`
  const body = 'a'.repeat(60_000)

  it.each([0, 1, 2, 3, 4, 5, 10])('ends where it ends, also when its last %d bytes come with a long body', async (bytes) => {
    const split: Answering = (socket) => {
      socket.write(head.slice(0, head.length - bytes))
      setTimeout(() => socket.write(head.slice(head.length - bytes) + body), 50)
    }
    await withPeer(split, async (peer) => {
      await withPost(async (post) => {
        expect(outcomeOf(await post(aRequest(peer.port)))).toBe('HTTP 200')
        expect(outcomeOf(await post(aRequest(peer.port)))).toBe('HTTP 200')
        expect(peer.opened()).toBe(1)
      })
    })
  })

  it.each([
    [16_000, 'HTTP 200'],
    [16_384, tooLong],
  ])('may have 16 KiB: %d more bytes', async (bytes, outcome) => {
    await withPeer(answering(answer(200, '', [`x: ${'a'.repeat(bytes)}`])), async (peer) => {
      expect(outcomeOf(await withPost((post) => post(aRequest(peer.port))))).toBe(outcome)
    })
  })

  const endless = `${ok}${'a:\r\n'.repeat(16_000)}\r\n`

  it.each([
    ['an interim answer', earlyHints],
    ['two of them', earlyHints.repeat(2)],
    ['an empty line, which parsers skip', '\r\n\r\n'],
    ['an interim answer and an empty line', `${earlyHints}\r\n\r\n`],
  ])('is limited after %s in the same packet', async (_name, before) => {
    await withPeer(answering(before + endless), async (peer) => {
      expect(outcomeOf(await withPost((post) => post(aRequest(peer.port))))).toBe(tooLong)
    })
  })

  it.each([1, 2, 3, 15, 27])('is limited after an interim answer whose last %d bytes come with it', async (bytes) => {
    const split: Answering = (socket) => {
      socket.write(earlyHints.slice(0, -bytes))
      setTimeout(() => socket.write(earlyHints.slice(-bytes) + endless), 50)
    }
    await withPeer(split, async (peer) => {
      expect(outcomeOf(await withPost((post) => post(aRequest(peer.port))))).toBe(tooLong)
    })
  })

  it.each([0, 1, 10])(
    'ends where it ends, also after an interim answer in the same packet: its last %d bytes come with a long body',
    async (bytes) => {
      const split: Answering = (socket) => {
        socket.write(earlyHints + head.slice(0, head.length - bytes) + (bytes === 0 ? body : ''))
        if (bytes > 0) setTimeout(() => socket.write(head.slice(head.length - bytes) + body), 50)
      }
      await withPeer(split, async (peer) => {
        await withPost(async (post) => {
          expect(outcomeOf(await post(aRequest(peer.port)))).toBe('HTTP 200')
          expect(outcomeOf(await post(aRequest(peer.port)))).toBe('HTTP 200')
          expect(peer.opened()).toBe(1)
        })
      })
    },
  )
})

it('32 interim answers may come before the final one, and the connection serves again', async () => {
  await withPeer(answering(earlyHints.repeat(32) + answer(200)), async (peer) => {
    await withPost(async (post) => {
      expect(outcomeOf(await post(aRequest(peer.port)))).toBe('HTTP 200')
      expect(outcomeOf(await post(aRequest(peer.port)))).toBe('HTTP 200')
      expect(peer.opened()).toBe(1)
    })
  })
})

it.each([
  ['33', earlyHints.repeat(33) + answer(200)],
  ['3,000', earlyHints.repeat(3_000)],
])('%s are too many', async (_many, text) => {
  await withPeer(answering(text), async (peer) => {
    const received = await withPost((post) => post(aRequest(peer.port)))
    expect(outcomeOf(received)).toBe('unreachable: the receiver sent more than 32 interim answers (HTTP 1xx) without a final one')
  })
})

it('hostile receivers do not keep another one waiting', async () => {
  await withPost(async (post) => {
    const attacks = await withPeer(dripping(ok, 'x-a: b\r\n', 5), async (hostile) => {
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
