import { createServer, connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { track } from './leaks.js'

export interface Link {
  /** host:port that leads to the other end. */
  readonly address: string
  /** Connections stay open and new ones are accepted, but nothing passes any more. */
  stall(): void
  /** What is asked passes, what is answered does not. */
  holdAnswers(): void
  /** Open connections are reset, and new ones as soon as they are made. */
  cut(): void
  /** Everything passes again, what was held back first. */
  mend(): void
  stop(): Promise<void>
}

interface Pair {
  readonly near: Socket
  readonly far: Socket
}

/** A piece of network between a node and a server it depends on. */
export async function startLink(to: string): Promise<Link> {
  const [host, port] = to.split(':') as [string, string]
  const pairs = new Set<Pair>()
  let state: 'whole' | 'stalled' | 'mute' | 'cut' = 'whole'
  const server = createServer((near) => {
    if (state === 'cut') {
      near.resetAndDestroy()
      return
    }
    const pair = { near, far: connect(Number(port), host) }
    pairs.add(pair)
    join(pair, () => pairs.delete(pair))
    if (state === 'stalled') hold(pair)
    if (state === 'mute') pair.far.pause()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  const destroyAll = () => {
    for (const { near } of pairs) near.resetAndDestroy()
  }
  const close = async () => {
    const closed = once(server, 'close')
    server.close()
    destroyAll()
    await closed
  }
  const untrack = track({ name: `link to ${to}`, end: close })
  return {
    address: `127.0.0.1:${address.port}`,
    stall() {
      state = 'stalled'
      pairs.forEach(hold)
    },
    holdAnswers() {
      state = 'mute'
      for (const { far } of pairs) far.pause()
    },
    cut() {
      state = 'cut'
      destroyAll()
    },
    mend() {
      state = 'whole'
      pairs.forEach(release)
    },
    async stop() {
      untrack()
      await close()
    },
  }
}

/** Passes the bytes of both sides on; the end of one is the end of the other. */
function join({ near, far }: Pair, onEnd: () => void): void {
  near.on('data', (chunk) => far.write(chunk))
  far.on('data', (chunk) => near.write(chunk))
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    one.on('error', () => undefined) // told by 'close'
    one.on('close', () => {
      other.destroy()
      onEnd()
    })
  }
}

const hold = ({ near, far }: Pair) => {
  near.pause()
  far.pause()
}
const release = ({ near, far }: Pair) => {
  near.resume()
  far.resume()
}
