import { describe, expect, it } from '@jest/globals'
import type { Found } from '../../src/db/sweep.js'
import { createRelay } from '../../src/engine/relay.js'
import { seededDatabase } from '../db/seed.js'
import { eventually } from '../helpers/eventually.js'

const seeded = seededDatabase()
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000)

/** A relay whose node knows of what it has started, and of nothing else. */
function aRelay(nodeId: string, has: (id: string) => boolean = () => false) {
  const seen = { started: new Set<string>(), repaired: [] as string[], faults: [] as unknown[], live: [] as number[], sweeps: 0 }
  const relay = createRelay({
    settleUnsure: () => Promise.resolve(),
    tellAgain: () => Promise.resolve(),
    sweepReplays: () => Promise.resolve(),
    sweepRecoveries: () => Promise.resolve(),
    db: seeded().db,
    node: { id: nodeId, name: nodeId },
    starter: {
      add: (found) => found.forEach(({ id }) => seen.started.add(id)),
      attempted: () => undefined,
      has: () => false,
      backlog: 0,
      stop: () => undefined,
    },
    wake: () => Promise.resolve(),
    has: (id) => seen.started.has(id) || has(id),
    onRepair: ({ id }: Found) => seen.repaired.push(id),
    onLive: (nodes) => seen.live.push(nodes),
    onOldestDue: () => seen.sweeps++,
    onFault: (_, error) => seen.faults.push(error),
  })
  return { relay, seen }
}

describe('the relay', () => {
  it('renews the lease of its node, and sweeps again and again', async () => {
    const { relay, seen } = aRelay('nod_renewing')
    await eventually(() => expect(seen.sweeps).toBeGreaterThan(1))
    await relay.stop()
    const [row] = await seeded().query('select renewed_at > started_at as renewed from nodes where id = $1', ['nod_renewing'])
    expect(row).toEqual({ renewed: true })
    expect(seen.faults).toEqual([])
  })

  it('keeps its lease and its sweeps although more than a page waits at its node for a minute', async () => {
    const ids: string[] = []
    for (let i = 0; i < 1_001; i++) ids.push(await seeded().notification({ nodeId: 'nod_busy', createdAt: ago(90) }))
    const known = new Set(ids)
    const { relay, seen } = aRelay('nod_busy', (id) => known.has(id))
    await eventually(() => expect(seen.sweeps).toBeGreaterThan(1))
    await relay.stop()
    expect([...seen.started, ...seen.repaired].filter((id) => known.has(id))).toEqual([])
  })

  it('finds the one its node has lost behind more than a page of those that only wait', async () => {
    const waiting = new Set((await seeded().query(`select id from notifications where node_id = 'nod_busy'`)).map(({ id }) => id))
    const lost = await seeded().notification({ nodeId: 'nod_busy', createdAt: ago(80) })
    const { relay, seen } = aRelay('nod_busy', (id) => waiting.has(id))
    await eventually(() => expect(seen.started).toContain(lost))
    await relay.stop()
    expect(seen.repaired).toEqual([lost])
  })
})
