import type { Kysely } from 'kysely'
import { cancelOfEvents, eraseBodies, type EventKey, removeAnswers } from '../../db/remove-payloads.js'
import type { Schema } from '../../db/schema.js'
import type { Found } from '../../db/sweep.js'
import type { Caller } from '../caller.js'
import type { ApiDeps, Handler } from '../deps.js'

interface Erased {
  readonly events: EventKey[]
  readonly cancelled: Found[]
  readonly attempts: number
}

/** Erases in one transaction, with an audit entry also when there was nothing; what belongs to accounts above follows right after. */
export const eraseSubject =
  ({ tenants, steering }: ApiDeps): Handler<'eraseSubject'> =>
  async ({ params: { ref }, caller, source }) => {
    const { events, cancelled, counts } = await tenants.change({ caller, source }, async (tx) => {
      const erased = await erase(tx, ref, caller)
      const after = { events: erased.events.length, notifications: erased.cancelled.length, attempts: erased.attempts }
      const audit = { account: caller.accountId, action: 'subject.erase', target: ref, after }
      return { result: { ...erased, counts: after }, audit }
    })
    await steering.erased(events, cancelled)
    return counts
  }

async function erase(tx: Kysely<Schema>, ref: string, caller: Caller): Promise<Erased> {
  const erased: Erased = { events: [], cancelled: [], attempts: 0 }
  for (let page = await eraseBodies(tx, ref, caller); page.length > 0; page = await eraseBodies(tx, ref, caller)) {
    const cancelled = await cancelOfEvents(tx, page, 'erased')
    const attempts = await removeAnswers(tx, page)
    erased.events.push(...page)
    erased.cancelled.push(...cancelled)
    Object.assign(erased, { attempts: erased.attempts + attempts })
  }
  return erased
}
