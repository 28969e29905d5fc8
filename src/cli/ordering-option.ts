import { InvalidArgumentError, Option } from 'commander'
import type { Subscription } from '../contract/subscriptions.js'

type Ordering = Subscription['ordering']

/** How long an event waits for an earlier one of its resource; `none` lets them come as they do. */
export const orderingOption = (): Option =>
  new Option(
    '--ordering <seconds>',
    'events of one resource in order: each waits so long for an earlier one; none: as they come',
  ).argParser(toOrdering)

function toOrdering(text: string): Ordering {
  if (text === 'none') return null
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('Must be seconds, or none.')
  return { waitSeconds: Number(text) }
}

/** As people read it. */
export const toOrderingText = (ordering: Ordering): string | null =>
  ordering && `events of one resource in order, waiting ${String(ordering.waitSeconds)} s`
