import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Kill, PartName } from '../check/evidence.js'
import { pause } from '../pause.js'
import { createNode } from './node.js'
import type { Part } from './part.js'
import { createPostgres } from './postgres.js'
import { createReceiver, type ReceiverPart } from './receiver.js'
import { createTemporal } from './temporal.js'

/** The real stack as separate processes on data of their own. */
export interface Stack {
  readonly baseUrl: string
  readonly apiKey: string
  readonly databaseUrl: string
  readonly receiver: ReceiverPart
  pid(part: PartName): number | undefined
  /** Kills all of `parts` at once, leaves them down for a while and starts them again, side by side. */
  strike(parts: readonly PartName[], downMs: number): Promise<Kill>
  stop(): Promise<void>
}

export const repository = fileURLToPath(new URL('../../..', import.meta.url))

/** Starts everything; `program` is the folder with bin/ and dist/. */
export async function startStack(program: string = repository): Promise<Stack> {
  const directory = mkdtempSync(join(tmpdir(), 'posthorn-chaos-'))
  chmodSync(directory, 0o755) // Postgres may run as another user
  const [postgres, temporal, receiver] = [await createPostgres(directory), await createTemporal(directory), await createReceiver(directory)]
  const node = await createNode({ directory, program, databaseUrl: postgres.url, temporalAddress: temporal.address })
  const parts: Record<PartName, Part> = { postgres: postgres.part, temporal: temporal.part, receiver: receiver.part, node: node.part }
  const stop = async () => {
    await Promise.all(Object.values(parts).map((part) => part.kill()))
    if (process.env['POSTHORN_CHAOS_KEEP'] === undefined) rmSync(directory, { recursive: true, force: true })
  }
  try {
    await Promise.all([postgres.part.start(), temporal.part.start(), receiver.part.start()])
    await node.part.start()
  } catch (error) {
    await stop()
    throw error
  }
  const { baseUrl, apiKey } = node
  return {
    baseUrl,
    apiKey,
    databaseUrl: postgres.url,
    receiver,
    pid: (part) => parts[part].pid(),
    strike: (names, downMs) =>
      strike(
        names.map((name) => parts[name]),
        downMs,
      ),
    stop,
  }
}

async function strike(parts: readonly Part[], downMs: number): Promise<Kill> {
  const moments = await Promise.all(parts.map((part) => part.kill()))
  await pause(downMs)
  const back = await Promise.all(parts.map((part) => part.start()))
  return { parts: parts.map(({ name }) => name), at: Math.min(...moments), backAt: Math.max(...back) }
}
