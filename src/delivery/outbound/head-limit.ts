import type { Socket } from 'node:net'
import { type ChunkedBody, newChunkedBody, readChunks } from './chunked-body.js'
import { maxInterimAnswers, maxResponseHeaderBytes } from './limits.js'

export interface HeadLimit {
  /** What is read from here on are the heads of an answer … */
  open(): void
  /** … and from here on its body, with what may be behind it. */
  close(): void
}

/**
 * Counts the heads of an answer on the wire, the interim ones and its trailers included, before they are parsed. The parser counts names and
 * values alone and is called for each: 10,000 short headers would keep everybody waiting for 50 ms. `exceeded` is called instead of handing on
 * what goes beyond.
 */
export function limitHead(socket: Socket, exceeded: () => void): HeadLimit {
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null
  let answer: AnswerRead | undefined
  socket.read = (size?: number): Buffer | null => {
    const packet = read(size)
    if (packet === null || !answer || isWithinLimit(answer, packet)) return packet
    exceeded()
    return null
  }
  return {
    open: () => {
      answer = { part: 'head', bytes: 0, start: '', blankLineBytes: 0, interimAnswers: 0, codingBytes: 0, chunked: undefined }
    },
    close: () => {
      if (answer?.chunked === undefined) answer = undefined
    },
  }
}

/** What has been read of one answer, in whatever packets it comes. */
interface AnswerRead {
  part: 'head' | 'chunks' | 'trailers' | 'rest'
  /** Of its heads and trailers. */
  bytes: number
  /** Of the head that is being read, up to its kind of status. */
  start: string
  /** How much of a blank line was read last. */
  blankLineBytes: number
  interimAnswers: number
  /** How much of the name of the header was read last that says that the body comes in chunks. */
  codingBytes: number
  /** Defined as soon as the head says that. */
  chunked: ChunkedBody | undefined
}

const cr = 13
const lf = 10
const blankLine = [cr, lf, cr, lf]
const codingName = Buffer.from('\ntransfer-encoding:')
const finalStart = /^HTTP\/\d\.\d [2-9]/

/** Byte by byte, but for the body: an ordinary head takes 2 µs. */
function isWithinLimit(answer: AnswerRead, packet: Buffer): boolean {
  for (let at = 0; at < packet.length && answer.part !== 'rest' && answer.bytes <= maxResponseHeaderBytes;) {
    if (answer.part === 'chunks') at = readBody(answer, packet, at)
    else readByte(answer, packet[at++] as number)
  }
  return answer.bytes <= maxResponseHeaderBytes
}

function readBody(answer: AnswerRead, packet: Buffer, from: number): number {
  const { chunked } = answer
  if (!chunked) return packet.length
  const at = readChunks(chunked, packet, from)
  if (chunked.hasEnded) {
    answer.part = 'trailers'
    // The end of the line before them is the first half of a blank one.
    answer.blankLineBytes = blankLine.length / 2
  }
  return at
}

function readByte(answer: AnswerRead, byte: number): void {
  answer.bytes += 1
  if (answer.part === 'head') {
    // The parser skips empty lines before a head.
    if (answer.start === '' && (byte === cr || byte === lf)) return
    if (answer.start.length < 10) answer.start += String.fromCharCode(byte)
    readName(answer, byte)
  }
  const continued = byte === blankLine[answer.blankLineBytes]
  answer.blankLineBytes = continued ? answer.blankLineBytes + 1 : Number(byte === cr)
  if (answer.blankLineBytes === blankLine.length) endFields(answer)
}

/** Of what is no chunk of a body that has another coding, the parser says so. */
function readName(answer: AnswerRead, byte: number): void {
  const lowerCase = byte >= 65 && byte <= 90 ? byte + 32 : byte
  answer.codingBytes = lowerCase === codingName[answer.codingBytes] ? answer.codingBytes + 1 : Number(byte === lf)
  if (answer.codingBytes === codingName.length) answer.chunked = newChunkedBody()
}

function endFields(answer: AnswerRead): void {
  const isFinal = finalStart.test(answer.start)
  answer.blankLineBytes = 0
  answer.start = ''
  if (answer.part === 'head' && !isFinal) {
    answer.interimAnswers += 1
    answer.chunked = undefined
    // Of too many interim ones none is parsed further: the exchange ends there and says so.
    if (answer.interimAnswers > maxInterimAnswers) answer.part = 'rest'
  } else answer.part = answer.part === 'head' && answer.chunked ? 'chunks' : 'rest'
}
