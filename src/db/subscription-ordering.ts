/** Events of one resource one after the other, each waiting so long for an earlier one; null: as they come. */
export type Ordering = { readonly waitSeconds: number } | null

export const toOrdering = (row: { readonly order_wait_seconds: number | null }): Ordering =>
  row.order_wait_seconds === null ? null : { waitSeconds: row.order_wait_seconds }
