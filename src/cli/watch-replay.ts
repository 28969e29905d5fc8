import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../client/client.js'
import type { Replay } from '../contract/replays.js'
import type { Desk } from './cli.js'
import { isPassing } from './failure-view.js'
import { toProgressText } from './replay-text.js'

const everyMs = 500

/** Follows a replay until it has ended, a line for each change; with --json nothing is printed meanwhile. A node that restarts is waited for. */
export async function followReplay(client: Client, id: string, desk: Desk): Promise<Replay> {
  let told = ''
  for (;;) {
    const replay = await readReplay(client, id)
    if (replay && replay.endedAt !== null) return replay
    const line =
      replay === undefined ? 'no answer from the API; looking again until there is one' : `${replay.state}: ${toProgressText(replay)}`
    if (line !== told && !desk.json) desk.io.stderr.write(`${line}\n`)
    told = line
    await sleep(everyMs)
  }
}

async function readReplay(client: Client, id: string): Promise<Replay | undefined> {
  try {
    return await client.getReplay({ id })
  } catch (error) {
    if (!isPassing(error)) throw error
    return undefined
  }
}
