import { announceExhausted } from '../db/announce-exhausted.js'
import { findToLookAt, putOffLook, tellOfCertificates } from '../db/certificate-expiry.js'
import type { Database } from '../db/connect.js'
import { type Failing, findFailing, findFailingTooLong, findGone, findRecovered } from '../db/failing.js'
import { markRecovered } from '../db/mark-failing.js'
import { findUnpublished, markPublished, type OwnEvent } from '../db/own-events.js'
import { pauseSubscription, receiverGone } from '../db/pause-subscription.js'
import type { Publish } from './publish.js'
import { repeat } from './repeat.js'

export interface LifecycleOptions {
  /** An endpoint that confirms nothing for so long is failing. */
  readonly failingAfterSeconds: number
  /** So is one that has failed so often in a row, over more than a moment; 0: never. */
  readonly failingAfterFailures: number
  /** It is paused after so many days, if notifications were given up meanwhile; 0: never. */
  readonly pauseFailingAfterDays: number
}

export interface LifecycleDeps {
  readonly db: Database
  readonly nodeId: string
  readonly publish: Publish
  /** Marks it, and hands it to its recovery. */
  readonly fail: (failing: Failing) => Promise<void>
  readonly onTold: (event: OwnEvent) => void
  readonly onFault: (work: string, error: unknown) => void
}

const EVERY_MS = 1_000
const PAGE = 100

/**
 * Looks, on every node, for endpoints that fail, certificates that end soon and notifications that were given up, and tells the account. Whatever is
 * found is changed, audited and written as an event in one transaction that only one node can win; the event is published after.
 */
export function createLifecycle(deps: LifecycleDeps, options: LifecycleOptions): { stop(): Promise<void> } {
  const telling = repeat(() => guarded(deps, 'tell', () => tell(deps)), EVERY_MS)
  const looking = repeat(() => look(deps, options), lookEveryMs(options))
  return {
    async stop() {
      await Promise.all([telling.stop(), looking.stop()])
    },
  }
}

/** Often enough to tell failing from working within a tenth of the time that makes the difference. */
const lookEveryMs = ({ failingAfterSeconds }: LifecycleOptions): number => Math.min(60_000, Math.max(EVERY_MS, failingAfterSeconds * 100))

async function guarded({ onFault }: LifecycleDeps, work: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    onFault(work, error)
  }
}

/** Each kind of work and each subscription fails alone: one that cannot be handled stops nobody else's. */
async function look(deps: LifecycleDeps, { failingAfterSeconds, pauseFailingAfterDays: days }: LifecycleOptions): Promise<void> {
  const { db, nodeId, fail } = deps
  const text = `nothing was confirmed for ${String(days)} days`
  const tooLong = () => (days === 0 ? Promise.resolve([]) : findFailingTooLong(db, { days, limit: PAGE }))
  await forEach(deps, 'certificates', { find: () => findToLookAt(db, PAGE), handle: (id) => lookAtCertificates(db, id) })
  await forEach(deps, 'gone endpoints', {
    find: () => findGone(db, PAGE),
    handle: (id) => pauseSubscription(db, { id, nodeId }, receiverGone),
  })
  await forEach(deps, 'recovered endpoints', {
    find: () => findRecovered(db, PAGE),
    handle: (recovered) => markRecovered(db, recovered, nodeId),
  })
  await forEach(deps, 'failing endpoints', {
    find: () => findFailing(db, { afterSeconds: failingAfterSeconds, limit: PAGE }),
    handle: fail,
  })
  await forEach(deps, 'endpoints that fail too long', {
    find: tooLong,
    handle: ({ id, since }) => pauseSubscription(db, { id, nodeId, failingSince: since }, { code: 'failing_too_long', text }),
  })
}

interface Kind<Item> {
  readonly find: () => Promise<Item[]>
  readonly handle: (item: Item) => Promise<unknown>
}

const forEach = <Item>(deps: LifecycleDeps, work: string, { find, handle }: Kind<Item>): Promise<void> =>
  guarded(deps, work, async () => {
    for (const item of await find())
      await guarded(deps, work, async () => {
        await handle(item)
      })
  })

/** What cannot be looked at is put off, or a page of the like would be all that is ever looked at. */
async function lookAtCertificates(db: Database, id: string): Promise<void> {
  try {
    await tellOfCertificates(db, id, new Date())
  } catch (error) {
    await putOffLook(db, id)
    throw error
  }
}

async function tell({ db, publish, onTold }: LifecycleDeps): Promise<void> {
  await announceExhausted(db, PAGE)
  for (const event of await findUnpublished(db, PAGE)) {
    const { kind } = await publish(toPublish(event))
    // ids of ours are nobody else's: a conflict is the same event, published by another version of this program
    if (kind === 'unknown-account') throw new Error(`event ${event.id} was not published: ${kind}`)
    await markPublished(db, event.id)
    onTold(event)
  }
}

/** The same at every try: publishing it again is answered with the first result. */
function toPublish({ id, account, environment, type, about, test, data, createdAt }: OwnEvent): Parameters<Publish>[0] {
  const by = { origin: 'system', actor: { kind: 'system', id: 'posthorn' } } as const
  const event = { id, type, ...by, occurredAt: createdAt.toISOString(), priority: 'unattended', test } as const
  return {
    accountId: account,
    within: account,
    project: null,
    environment,
    event,
    dataText: data,
    data: JSON.parse(data) as unknown,
    except: about,
  }
}
