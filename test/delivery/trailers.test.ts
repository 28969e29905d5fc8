import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { newChunkedBody, readChunks } from '../../src/delivery/outbound/chunked-body.js'
import { aRequest, outcomeOf, withPost } from './asking.js'
import { chunked, ok } from './hostile/behaviour.js'
import { type Answering, answering, withPeer } from './peer.js'

const tooLong = 'unreachable: the headers of the answer exceed 16 KiB'
const many = 'a:\r\n'.repeat(16_000)

const chunk = ({ data, extension, digits }: { data: Buffer; extension: string; digits: number }) =>
  Buffer.concat([Buffer.from(`${data.length.toString(16).padStart(digits, '0')}${extension}\r\n`), data, Buffer.from('\r\n')])
const chunks = fc.array(
  fc.record({
    data: fc
      .oneof(fc.constantFrom('0\r\n', '\r\n0\r\n\r\n', 'a: b\r\n'), fc.string({ minLength: 1, maxLength: 300 }))
      .map((text) => Buffer.from(text)),
    extension: fc.constantFrom('', ';a', ';a=b', ';x="0"'),
    digits: fc.nat(4),
  }),
  { maxLength: 6 },
)
const lastChunks = fc.constantFrom('0\r\n', '000;x=0\r\n').map((text) => Buffer.from(text))

describe('a chunked body', () => {
  it('ends where its trailers begin, in whatever packets it comes', () => {
    fc.assert(
      fc.property(chunks, lastChunks, fc.array(fc.nat(200)), (parts, last, lengths) => {
        const body = Buffer.concat([...parts.map(chunk), last])
        const text = Buffer.concat([body, Buffer.from('x-check: 1\r\n\r\n')])
        const state = newChunkedBody()
        let [at, read] = [0, 0]
        for (const length of [...lengths, text.length]) {
          const packet = text.subarray(at, at + length)
          read += readChunks(state, packet, 0)
          at += packet.length
        }
        expect([state.hasEnded, read]).toEqual([true, body.length])
      }),
    )
  })

  it('that is none is left to the parser', () => {
    for (const text of ['\n0\r\n', '<html>\n0\r\n', '-1\r\n0\r\n']) {
      const packet = Buffer.from(text)
      const state = newChunkedBody()
      expect([readChunks(state, packet, 0), state.hasEnded]).toEqual([packet.length, false])
    }
  })
})

describe('the trailers of an answer', () => {
  it('may be there, and the connection serves again', async () => {
    const texts = fc.sample(
      fc.tuple(chunks, lastChunks).map(([parts, last]) => Buffer.concat([...parts.map(chunk), last]).toString('latin1')),
      10,
    )
    const bodies = texts.map((text) => `${chunked}${text}x-check: 1\r\n\r\n`)
    const answers: Answering = (socket, _, number) => socket.write(Buffer.from(bodies[number % bodies.length]!, 'latin1'))
    await withPeer(answers, async (peer) => {
      await withPost(async (post) => {
        for (const _ of bodies) expect(outcomeOf(await post(aRequest(peer.port)))).toBe('HTTP 200')
        expect(peer.opened()).toBe(1)
      })
    })
  })

  it.each([
    ['Transfer-Encoding', `${ok}TRANSFER-Encoding:chunked\r\n\r\n5\r\n0\r\n\r\n\r\n0\r\n`],
    ['an interim answer before it', `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${chunked}0\r\n`],
    ['a header before it', `${ok}x-transfer-encoding: no\r\ntransfer-encoding: chunked\r\n\r\n0;a=b\r\n`],
  ])('count as headers: %s', async (_name, before) => {
    await withPeer(answering(`${before}${many}\r\n`), async (peer) => {
      expect(outcomeOf(await withPost((post) => post(aRequest(peer.port))))).toBe(tooLong)
    })
  })

  it.each([1, 2, 3, 4, 5, 10])('count as headers, also when the last %d bytes before them come with them', async (bytes) => {
    const before = `${chunked}2\r\nok\r\n0\r\n`
    const split: Answering = (socket) => {
      socket.write(before.slice(0, -bytes))
      setTimeout(() => socket.write(`${before.slice(-bytes)}${many}\r\n`), 50)
    }
    await withPeer(split, async (peer) => {
      expect(outcomeOf(await withPost((post) => post(aRequest(peer.port))))).toBe(tooLong)
    })
  })

  it.each([
    ['a body of known length', `${ok}content-length: 64003\r\n\r\n0\r\n${many}`],
    [
      'an interim answer that says so',
      `HTTP/1.1 103 Early Hints\r\ntransfer-encoding: chunked\r\n\r\n${ok}content-length: 64003\r\n\r\n0\r\n${many}`,
    ],
    ['a chunk', `${chunked}fa03\r\n0\r\n${many}\r\n0\r\n\r\n`],
    ['what nobody asked for', `${chunked}0\r\n\r\n${many}`],
  ])('are not what only looks like them: %s', async (_name, text) => {
    await withPeer(answering(text), async (peer) => {
      expect(outcomeOf(await withPost((post) => post(aRequest(peer.port))))).toBe('HTTP 200')
    })
  })
})
