import type { OwedRow } from '../db/load-owed.js'
import type { Startable } from './starter.js'

export interface Unsure {
  /** An insert failed, and nobody knows whether it was committed: the database may have died between the commit and its answer. */
  readonly add: (startables: readonly Startable[]) => void
  /** Starts those that turn out to be there. Throws while the database is away; then they are looked for again. */
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

/** The notifications this node may owe without knowing it. */
export function createUnsure({ load, start }: UnsureDeps): Unsure {
  const unsure = new Map<string, Startable>()
  return {
    add(startables) {
      for (const startable of startables) if (unsure.size < MOST) unsure.set(startable.id, startable)
    },
    async settle() {
      while (unsure.size > 0) {
        const page = [...unsure.values()].slice(0, PAGE)
        const rows = await load(page.map(({ id }) => id))
        for (const { id } of page) unsure.delete(id)
        start(page.filter((_, i) => rows[i]?.state === 'pending' && rows[i].workflowId === null))
      }
    },
  }
}
