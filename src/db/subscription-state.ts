import { type Selectable, sql } from 'kysely'
import type { SubscriptionsTable } from './subscription-tables.js'

/** How a subscription came into its state: somebody asked for it, or the node saw to it by itself. */
export interface StateReason {
  readonly code: 'requested' | 'receiver_gone' | 'failing_too_long'
  /** In the words of whoever did it. */
  readonly text?: string
  readonly by: { readonly kind: 'key' | 'node' | 'operator'; readonly id: string }
}

/** The columns of a state with its reason. */
export const toStateColumns = <State>(state: State, { code, text, by }: StateReason) => ({
  state,
  state_reason: text ?? null,
  state_changed_at: sql<Date>`now()`,
  state_code: code,
  state_by: JSON.stringify(by),
  failing_since: null,
  next_probe_at: null,
  probes: 0,
})

type Columns = Pick<Selectable<SubscriptionsTable>, 'state_code' | 'state_reason' | 'state_by'>

/** Null: before this was kept. */
export function toStateReason({ state_code: code, state_reason: text, state_by: by }: Columns): StateReason | null {
  return code === null ? null : { code: code as StateReason['code'], ...(text !== null && { text }), by: by as StateReason['by'] }
}
