import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../helpers/free-port.js'
import type { Received } from '../check/evidence.js'
import { createPart, type Part } from './part.js'

export interface ReceiverPart {
  readonly part: Part
  /** Where one scenario's requests go: kept apart by path. */
  url(behaviour: Behaviour): string
  /** What the receiver, in all its lives, wrote down for this path. */
  received(behaviour: Behaviour): Received[]
}

export interface Behaviour {
  readonly path: string
  /** Status of the first answer to every notification; the others are 200. */
  readonly first: number
  readonly delayMs: number
}

/** The receiver, a process of its own that writes every request to a file before it answers. */
export async function createReceiver(directory: string): Promise<ReceiverPart> {
  const port = await freePort()
  const file = join(directory, 'received.jsonl')
  const program = fileURLToPath(new URL('./receiver-program.mjs', import.meta.url))
  const part = createPart({
    name: 'receiver',
    command: process.execPath,
    args: [program, String(port), file],
    env: {},
    logFile: join(directory, 'receiver.log'),
    isReady: () => accepts(port),
  })
  const pathOf = ({ path, first, delayMs }: Behaviour) => `/${path}?first=${first}&delay=${delayMs}`
  return {
    part,
    url: (behaviour) => `http://127.0.0.1:${port}${pathOf(behaviour)}`,
    received: (behaviour) => readLines(file).filter(({ path }) => path === pathOf(behaviour)),
  }
}

/** A line that was cut off by a kill was not answered: it counts as not received. */
function readLines(file: string): (Received & { path: string })[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Received & { path: string })
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } finally {
    socket.destroy()
  }
}
