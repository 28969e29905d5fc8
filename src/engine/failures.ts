import { LRUCache } from 'lru-cache'
import type { Database } from '../db/connect.js'
import type { Failing } from '../db/failing.js'
import { markFailing } from '../db/mark-failing.js'
import { holdAll } from '../db/recovery.js'
import type { RecordDeps } from '../delivery/record.js'
import { afterOutcome, type Failures, isFailing } from '../domain/recovery.js'
import type { Recoveries } from './recoveries.js'

type OnRecorded = RecordDeps['onRecorded']

export interface FailuresDeps {
  readonly db: Database
  readonly nodeId: string
  readonly recoveries: Pick<Recoveries, 'tell'>
  /** So many in a row are too many; 0: never. */
  readonly most: number
  readonly onFault: (work: string, error: unknown) => void
}

const REMEMBERED = 10_000

/** Sees endpoints fail, and hands what they are owed to their recovery. */
export function createFailures({ db, nodeId, recoveries, most, onFault }: FailuresDeps) {
  const counted = new LRUCache<string, Failures>({ max: REMEMBERED })
  const fail = async (failing: Failing): Promise<void> => {
    const account = await markFailing(db, failing, nodeId)
    if (account === undefined) return
    await holdAll(db, failing.id)
    await recoveries.tell({ id: failing.id, account })
  }
  const count = (id: string, failures: Failures | undefined): void => {
    if (!failures) counted.delete(id)
    else if (!isFailing(failures, { most, now: Date.now() })) counted.set(id, failures)
    else {
      counted.delete(id)
      fail({ id, since: new Date(failures.since) }).catch((error: unknown) => {
        onFault('failing endpoint', error)
      })
    }
  }
  const watching =
    (next: OnRecorded): OnRecorded =>
    (ended, recorded) => {
      const { owed, judgement, startedAt } = ended
      const failures = afterOutcome(counted.get(owed.subscription), judgement.outcome, startedAt.getTime())
      if (!owed.isFailing || !failures) count(owed.subscription, failures)
      next(ended, recorded)
    }
  return { fail, watching }
}
