import { randomInt } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** Below the ports that systems give to outgoing connections and to listeners that ask for any port. */
const chosenByUs = { from: 20_000, below: 32_768 } as const

/** Whether the port can be listened on. Port 0 always can. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => {
      resolve(false)
    })
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => {
        resolve(true)
      })
    })
  })
}

/** A free port of the loopback address, which nobody is given by chance before it is listened on. */
export async function anyFreePort(): Promise<number> {
  const port = randomInt(chosenByUs.from, chosenByUs.below)
  return (await isFree(port)) ? port : anyFreePort()
}

type Ports<Name extends string> = Readonly<Record<Name, number>>

/**
 * The preferred ports, or free ones instead of those that are taken. What was chosen is remembered in the data
 * directory, so that links stay valid over restarts.
 */
export async function choosePorts<Name extends string>(dataDir: string, preferred: Ports<Name>): Promise<Ports<Name>> {
  const file = join(dataDir, 'ports.json')
  const remembered = readPorts(file)
  const chosen: Record<string, number> = {}
  for (const [name, wanted] of Object.entries<number>(preferred)) {
    const before = remembered[`${name}:${wanted}`]
    const candidates = before === undefined ? [wanted] : [before, wanted]
    chosen[name] = (await firstFree(candidates.filter((port) => !Object.values(chosen).includes(port)))) ?? (await anyFreePort())
    remembered[`${name}:${wanted}`] = chosen[name]
  }
  writeFileSync(file, JSON.stringify(remembered))
  return chosen as Ports<Name>
}

async function firstFree(ports: readonly number[]): Promise<number | undefined> {
  for (const port of ports) if (await isFree(port)) return port
  return undefined
}

function readPorts(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>
  } catch {
    return {}
  }
}
