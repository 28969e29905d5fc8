import { describe, expect, it } from '@jest/globals'
import type { EndedAttempt } from '../../src/delivery/record.js'
import { createFailures } from '../../src/engine/failures.js'
import { seededDatabase } from '../db/seed.js'
import { anOwedRow } from '../delivery/owed.js'

const seeded = seededDatabase()

describe('the failures that a node counts', () => {
  it('are forgotten when anything is confirmed, if only to the recovery', async () => {
    const { db, subscription, query } = seeded()
    const recorded = { won: true, state: 'retrying', heldBy: null } as const
    const begin = Date.now() - 60_000
    await query('update subscriptions set state_changed_at = $1', [new Date(begin)])
    await new Promise<void>((resolve, reject) => {
      const { watching } = createFailures({
        ...{ db, nodeId: 'nod_1', most: 2 },
        recoveries: {
          tell() {
            resolve()
            return Promise.resolve()
          },
        },
        onFault: (_, error) => {
          reject(error instanceof Error ? error : new Error('a fault'))
        },
      })
      const see = watching(() => undefined)
      const end = (outcome: 'confirmed' | 'failed', second: number, isFailing = false) => {
        const startedAt = new Date(begin + 1_000 * second)
        see({ owed: anOwedRow({ subscription, isFailing }), judgement: { outcome }, startedAt } as EndedAttempt, recorded)
      }
      end('failed', 1)
      end('confirmed', 2, true)
      end('failed', 3)
      end('failed', 4)
    })
    expect(await query('select failing_since from subscriptions where id = $1', [subscription])).toEqual([
      { failing_since: new Date(begin + 3_000) },
    ])
  })
})
