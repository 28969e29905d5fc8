import type { Retention } from '../contract/retention.js'
import type { Desk } from './cli.js'
import { toRecord } from './table.js'
import { toMoment } from './times.js'

type Kept = Retention['effective']['payload']

export const toRetentionText =
  (desk: Desk) =>
  ({ account, effective: { payload, attemptBodies, metadata }, wouldRemove, version }: Retention): string => {
    const gone = (kept: Kept) => toMoment(kept.removedUntil, desk.now())
    return toRecord([
      ['Account', account],
      ['Payloads', toDays(payload)],
      ['  gone until', gone(payload)],
      ['Attempt bodies', toDays(attemptBodies)],
      ['  gone until', gone(attemptBodies)],
      ['Metadata', toDays(metadata)],
      ['  gone until', gone(metadata)],
      ['Would remove', wouldRemove && toExpired(wouldRemove)],
      ['Version', version],
    ])
  }

const sources: Readonly<Record<Kept['source'], string>> = { own: 'its own', inherited: 'from above', platform: 'default' }

function toDays({ days, source }: Kept): string {
  const span = days === 0 ? 'for ever' : `${String(days)} ${days === 1 ? 'day' : 'days'}`
  return `${span} (${sources[source]})`
}

function toExpired({ payload, attemptBodies, metadata, more }: NonNullable<Retention['wouldRemove']>): string {
  const counts = `metadata of ${String(metadata)} events, payloads of ${String(payload)}, attempt bodies of ${String(attemptBodies)}`
  return more ? `${counts}; not all were counted` : counts
}
