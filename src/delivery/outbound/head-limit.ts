import type { Socket } from 'node:net'
import { maxInterimAnswers, maxResponseHeaderBytes } from './limits.js'

export interface HeadLimit {
  /** What is read from here on are the heads of an answer … */
  open(): void
  /** … and from here on its body. */
  close(): void
}

/**
 * Counts the heads of an answer on the wire, the interim ones included, before they are parsed. The parser counts names and values alone and
 * is called for each: 10,000 short headers would keep everybody waiting for 50 ms. `exceeded` is called instead of handing on what goes beyond.
 */
export function limitHead(socket: Socket, exceeded: () => void): HeadLimit {
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null
  let heads: Heads | undefined
  socket.read = (size?: number): Buffer | null => {
    const chunk = read(size)
    if (chunk === null || !heads || isWithinLimit(heads, chunk)) return chunk
    exceeded()
    return null
  }
  return {
    open: () => {
      heads = { bytes: 0, start: '', blankLineBytes: 0, interimAnswers: 0, haveEnded: false }
    },
    close: () => {
      heads = undefined
    },
  }
}

/** What has been read of the heads of one answer, in whatever packets they come. */
interface Heads {
  bytes: number
  /** Of the head that is being read, up to its kind of status. */
  start: string
  /** How much of a blank line was read last. */
  blankLineBytes: number
  interimAnswers: number
  haveEnded: boolean
}

const cr = 13
const lf = 10
const blankLine = [cr, lf, cr, lf]
const finalStart = /^HTTP\/\d\.\d [2-9]/

/** Byte by byte, no further than the heads go: an ordinary one takes 2 µs. */
function isWithinLimit(heads: Heads, chunk: Buffer): boolean {
  for (const byte of chunk) {
    if (heads.haveEnded || heads.bytes > maxResponseHeaderBytes) break
    heads.bytes += 1
    // The parser skips empty lines before a head.
    if (heads.start !== '' || (byte !== cr && byte !== lf)) readByte(heads, byte)
  }
  return heads.bytes <= maxResponseHeaderBytes
}

function readByte(heads: Heads, byte: number): void {
  if (heads.start.length < 10) heads.start += String.fromCharCode(byte)
  const continued = byte === blankLine[heads.blankLineBytes]
  heads.blankLineBytes = continued ? heads.blankLineBytes + 1 : Number(byte === cr)
  if (heads.blankLineBytes < blankLine.length) return
  const isFinal = finalStart.test(heads.start)
  if (!isFinal) heads.interimAnswers += 1
  // Of too many interim ones none is parsed further: the exchange ends there and says so.
  heads.haveEnded = isFinal || heads.interimAnswers > maxInterimAnswers
  heads.start = ''
  heads.blankLineBytes = 0
}
