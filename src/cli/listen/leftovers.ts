import { hostname, uptime } from 'node:os'
import { type Client, ProblemError } from '../../client/client.js'
import type { Subscription } from '../../contract/subscriptions.js'
import { given } from '../options.js'

/** Says in the description of a subscription who listens, so that the next one can tell that nobody does any more. */
export const toMark = (): string => `posthorn listen, temporary: process ${process.pid} on ${hostname()}`
const marked = /^posthorn listen, temporary: process (\d+) on (.+)$/

const pages = 10
const dayMs = 86_400_000

/**
 * Deletes what earlier listeners of the account have left behind: those of processes of this machine that have ended, and those of
 * any machine that have failed for a day. Returns their ids.
 */
export async function removeLeftovers(client: Client, account: string, now: Date): Promise<string[]> {
  const left: string[] = []
  let cursor: string | undefined
  for (let page = 0; page < pages; page++) {
    const { items, nextCursor } = await client.listSubscriptions({ limit: 100, account, ...given({ cursor }) })
    left.push(...items.filter((item) => isLeftover(item, now)).map(({ id }) => id))
    if (nextCursor === null) break
    cursor = nextCursor
  }
  for (const id of left) await deleteIfThere(client, id)
  return left
}

function isLeftover({ description, createdAt, failingSince }: Subscription, now: Date): boolean {
  const [, pid, host] = marked.exec(description) ?? []
  if (pid === undefined) return false
  if (failingSince !== null && now.getTime() - new Date(failingSince).getTime() > dayMs) return true
  const bootedAt = now.getTime() - uptime() * 1000
  return host === hostname() && (new Date(createdAt).getTime() < bootedAt || !isAlive(Number(pid)))
}

/** EPERM: it is there and somebody else's. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Somebody else may have been faster. */
export async function deleteIfThere(client: Client, id: string): Promise<void> {
  try {
    await client.deleteSubscription({ id })
  } catch (error) {
    if (!(error instanceof ProblemError && error.problem.status === 404)) throw error
  }
}
