import type { Socket } from 'node:net'
import { maxResponseHeaderBytes } from './limits.js'

export interface HeadLimit {
  /** What is read from here on is the head of an answer … */
  open(): void
  /** … and from here on its body. */
  close(): void
}

const blankLine = '\r\n\r\n'
const nothing = Buffer.alloc(0)

/**
 * Counts the head of an answer on the wire, before it is parsed. The parser counts names and values alone and is called for each: 10,000 short
 * headers would keep everybody waiting for 50 ms. `exceeded` is called instead of handing on what goes beyond.
 */
export function limitHead(socket: Socket, exceeded: () => void): HeadLimit {
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null
  let isOpen = false
  let headBytes = 0
  let tail: Buffer = nothing
  socket.read = (size?: number): Buffer | null => {
    const chunk = read(size)
    if (chunk === null || !isOpen) return chunk
    const ended = Buffer.concat([tail, chunk.subarray(0, 3)]).includes(blankLine)
    const end = ended ? 0 : chunk.indexOf(blankLine)
    headBytes += end < 0 ? chunk.length : end
    tail = chunk.length < 3 ? Buffer.concat([tail, chunk]).subarray(-3) : chunk.subarray(-3)
    if (headBytes <= maxResponseHeaderBytes) return chunk
    exceeded()
    return null
  }
  return {
    open: () => {
      isOpen = true
      headBytes = 0
      tail = nothing
    },
    close: () => {
      isOpen = false
      tail = nothing
    },
  }
}
