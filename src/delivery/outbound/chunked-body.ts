/** How far a chunked body has been read (RFC 9112 section 7.1), in whatever packets it comes. */
export interface ChunkedBody {
  /** Bytes of the chunk that are left, with the line end behind them. */
  left: number
  /** What has been read of the line with the size of the next chunk. */
  size: number | undefined
  /** Of that line nothing more says how long the chunk is. */
  isSized: boolean
  /** The last chunk has been read: its trailers come next. */
  hasEnded: boolean
}

export const newChunkedBody = (): ChunkedBody => ({ left: 0, size: undefined, isSized: false, hasEnded: false })

const lf = 10
const lineEndBytes = 2

/** Reads on from `from`; where the trailers begin, or the end of the packet. What is no chunk is left to the parser, which refuses it. */
export function readChunks(body: ChunkedBody, packet: Buffer, from: number): number {
  let at = from
  while (at < packet.length && !body.hasEnded) {
    if (body.left > 0) {
      const skipped = Math.min(body.left, packet.length - at)
      body.left -= skipped
      at += skipped
    } else readOfLine(body, packet[at++] as number)
  }
  return at
}

function readOfLine(body: ChunkedBody, byte: number): void {
  if (byte === lf) endLine(body)
  else if (!body.isSized) {
    const digit = digitOf(byte)
    if (digit === undefined) body.isSized = true
    else body.size = (body.size ?? 0) * 16 + digit
  }
}

function endLine(body: ChunkedBody): void {
  const { size } = body
  body.hasEnded = size === 0
  body.left = size === undefined ? Infinity : size + lineEndBytes
  body.size = undefined
  body.isSized = false
}

function digitOf(byte: number): number | undefined {
  const digit = Number.parseInt(String.fromCharCode(byte), 16)
  return Number.isNaN(digit) ? undefined : digit
}
