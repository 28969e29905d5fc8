import { answer, answering, flood } from '../peer.js'
import { type Behaviour, chunked, ending, ok } from './behaviour.js'

const headersTooLong = 'unreachable: the headers of the answer exceed 16 KiB'
const notHttp = 'unreachable: not a valid HTTP/1.1 answer'
const closedAtOnce = 'unreachable: connection closed without an answer'
const closedInside = 'unreachable: connection closed in the middle of the answer (HTTP 200)'

/** Receivers whose answer is none. */
export const broken: readonly Behaviour[] = [
  { name: 'does not listen', listens: false, says: 'unreachable: connection refused' },
  {
    name: 'resets on accept',
    onOpen: (socket) => socket.resetAndDestroy(),
    says: /^unreachable: connection (reset|closed|closed without an answer)$/,
  },
  { name: 'closes without an answer', answering: ending(''), says: closedAtOnce },
  { name: 'resets instead of an answer', answering: (socket) => socket.resetAndDestroy(), says: 'unreachable: connection reset' },
  { name: 'closes in the middle of the headers', answering: ending(`${ok}x-a`), says: closedAtOnce },
  { name: 'closes in the middle of the body', answering: ending(`${ok}content-length: 9\r\n\r\nabc`), says: closedInside },
  { name: 'closes in the middle of a chunk', answering: ending(`${chunked}9\r\nabc`), says: closedInside },
  {
    name: 'resets in the middle of the body',
    answering: (socket) => {
      socket.write(`${ok}content-length: 9\r\n\r\nabc`, () => setImmediate(() => socket.resetAndDestroy()))
    },
    says: /^unreachable: connection (reset|closed without an answer|closed in the middle of the answer \(HTTP 200\))$/,
  },
  { name: 'sends a bad status line', answering: answering('HTTP/1.1 abc\r\n\r\n'), says: `${notHttp} (Invalid status code)` },
  { name: 'speaks HTTP/0.9', answering: answering('<html>hello</html>'), says: `${notHttp} (Expected HTTP/)` },
  { name: 'speaks another protocol', answering: answering('SSH-2.0-OpenSSH_9.6\r\n'), says: `${notHttp} (Expected HTTP/)` },
  { name: 'sends a bad chunk', answering: answering(`${chunked}zz\r\n`), says: `${notHttp} (Invalid character in chunk size)` },
  {
    name: 'sends 1 MB of headers',
    answering: (socket) => {
      flood(socket, `${ok}x: ${'a'.repeat(1_000_000)}`)
    },
    says: headersTooLong,
  },
  { name: 'sends 10,000 headers', answering: answering(`${ok}${'x: y\r\n'.repeat(10_000)}\r\n`), says: headersTooLong },
  { name: 'sends 16,000 trailers', answering: answering(`${chunked}0\r\n${'x:\r\n'.repeat(16_000)}\r\n`), says: headersTooLong },
  {
    name: 'sends Content-Length and Transfer-Encoding',
    answering: answering(`${ok}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
    says: 'unreachable: the answer does not match its Content-Length',
  },
  {
    name: 'switches protocols',
    answering: answering('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    says: 'unreachable: the receiver tried to switch protocols',
  },
  {
    name: 'sends 100 unasked',
    answering: answering(`HTTP/1.1 100 Continue\r\n\r\n${answer(200)}`),
    says: 'unreachable: the receiver sent an answer nobody asked for',
  },
]
