import { answering, flood } from '../peer.js'
import { type Behaviour, chunked, dripping, ok } from './behaviour.js'

const noAnswer = 'timeout: no answer within {deadline}'
const incomplete = 'timeout: answer (HTTP 200) not complete within {deadline}'
const interim = 'unreachable: the receiver sent more than 32 interim answers (HTTP 1xx) without a final one'
const tooMuch = 'unreachable: the receiver sent more than 512 KiB without ending its answer'
const processing = 'HTTP/1.1 102 Processing\r\n\r\n'

/** Receivers that never come to an end: the deadline ends them, or a limit of what is read. */
export const endless: readonly Behaviour[] = [
  { name: 'says nothing', answering: () => undefined, says: noAnswer, untilDeadline: true },
  { name: 'does not read the request', onOpen: (socket) => socket.pause(), says: noAnswer, untilDeadline: true },
  { name: 'stops in the status line', answering: answering('HTTP/1.1 2'), says: noAnswer, untilDeadline: true },
  { name: 'drips headers', answering: dripping(ok, 'x-a: b\r\n', 20), says: noAnswer, untilDeadline: true },
  { name: 'drips one header', answering: dripping(`${ok}x: `, 'a', 20), says: noAnswer, untilDeadline: true },
  { name: 'drips 1xx, fewer than there may be', answering: dripping('', processing, 100), says: noAnswer, untilDeadline: true },
  { name: 'drips a body', answering: dripping(`${ok}\r\n`, 'a', 20), says: incomplete, untilDeadline: true },
  { name: 'drips chunks', answering: dripping(chunked, '1\r\na\r\n', 20), says: incomplete, untilDeadline: true },
  { name: 'never sends the body', answering: answering(`${ok}content-length: 5\r\n\r\n`), says: incomplete, untilDeadline: true },
  { name: 'drips 1xx without end', answering: dripping('', processing, 5), says: interim },
  {
    name: 'floods with 1xx',
    answering: (socket) => {
      flood(socket, processing.repeat(500))
    },
    says: interim,
  },
  {
    name: 'sends a body without end',
    answering: (socket) => {
      socket.write(`${ok}\r\n`)
      flood(socket, 'a'.repeat(16_384))
    },
    says: 'confirmed: HTTP 200',
  },
  {
    name: 'sends chunks without end',
    answering: (socket) => {
      socket.write(chunked)
      flood(socket, `4000\r\n${'a'.repeat(16_384)}\r\n`)
    },
    says: 'confirmed: HTTP 200',
  },
  {
    name: 'floods with a chunk extension',
    answering: (socket) => {
      socket.write(`${chunked}3;`)
      flood(socket, 'x'.repeat(16_384))
    },
    says: tooMuch,
  },
]
