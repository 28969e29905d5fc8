import type { OwedRow } from '../db/load-owed.js'
import type { Startable } from './starter.js'

export interface Unsure {
  /** An insert failed, and nobody knows whether it was committed: the database may have died between the commit and its answer. */
  readonly add: (startables: readonly Startable[]) => void
  /** To be called every second: starts those that turn out to be there. Throws while the database is away; then they are looked for again. */
  readonly settle: () => Promise<void>
}

export interface UnsureDeps {
  /** In the order of the ids; undefined for what was never committed. */
  readonly load: (ids: readonly string[]) => Promise<readonly (OwedRow | undefined)[]>
  readonly start: (startables: readonly Startable[]) => void
}

/** Beyond this many they are left to the sweep, which finds them a minute overdue. */
const MOST = 50_000
const PAGE = 500
/** What was sent before the connection was lost may reach the database after it is back: looked for this often. */
const MOST_LOOKS = 10

interface Sought {
  readonly startable: Startable
  looks: number
}

/** The notifications this node may owe without knowing it. */
export function createUnsure({ load, start }: UnsureDeps): Unsure {
  const unsure = new Map<string, Sought>()
  const settlePage = async (page: readonly Sought[]): Promise<void> => {
    const rows = await load(page.map(({ startable }) => startable.id))
    page.forEach((one, i) => {
      if (rows[i] || ++one.looks === MOST_LOOKS) unsure.delete(one.startable.id)
    })
    start(page.filter((_, i) => rows[i]?.state === 'pending' && rows[i].workflowId === null).map(({ startable }) => startable))
  }
  return {
    add(startables) {
      for (const startable of startables) if (unsure.size < MOST) unsure.set(startable.id, { startable, looks: 0 })
    },
    async settle() {
      const all = [...unsure.values()]
      for (let at = 0; at < all.length; at += PAGE) await settlePage(all.slice(at, at + PAGE))
    },
  }
}
