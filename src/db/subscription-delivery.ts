import type { Selectable } from 'kysely'
import type { Confirmation } from '../domain/confirmation/confirmation.js'
import type { Schedule } from '../domain/delivery-types.js'
import type { RateLimit } from '../domain/rate-limit.js'
import { defaultSigning, type Signing } from '../domain/signing/signing.js'
import type { Style } from '../domain/styles/style.js'
import { type Ordering, toOrdering } from './subscription-ordering.js'
import type { SubscriptionsTable } from './subscription-tables.js'

/** How a subscription is delivered to. */
export interface SubscriptionDelivery {
  readonly schedule: Schedule
  readonly style: Style
  readonly confirmation: Confirmation
  readonly signing: Signing
  readonly ordering: Ordering
  readonly timeoutMs: number
  readonly deadlineSeconds: number | null
  readonly maxConcurrency: number | null
  readonly rateLimit: RateLimit | null
}

type Row = Pick<
  Selectable<SubscriptionsTable>,
  | 'schedule'
  | 'style'
  | 'confirmation'
  | 'signing'
  | 'order_wait_seconds'
  | 'timeout_ms'
  | 'deadline_seconds'
  | 'max_concurrency'
  | 'rate_limit'
>

export const toDelivery = (row: Row): SubscriptionDelivery => ({
  schedule: row.schedule as Schedule,
  style: row.style as Style,
  confirmation: row.confirmation as Confirmation,
  signing: { ...defaultSigning, ...(row.signing as Partial<Signing>) },
  ordering: toOrdering(row),
  timeoutMs: row.timeout_ms,
  deadlineSeconds: row.deadline_seconds,
  maxConcurrency: row.max_concurrency,
  rateLimit: row.rate_limit as RateLimit | null,
})

export const toDeliveryColumns = (delivery: SubscriptionDelivery) => ({
  schedule: JSON.stringify(delivery.schedule),
  style: JSON.stringify(delivery.style),
  confirmation: JSON.stringify(delivery.confirmation),
  signing: JSON.stringify(delivery.signing),
  order_wait_seconds: delivery.ordering?.waitSeconds ?? null,
  timeout_ms: delivery.timeoutMs,
  deadline_seconds: delivery.deadlineSeconds,
  max_concurrency: delivery.maxConcurrency,
  rate_limit: delivery.rateLimit && JSON.stringify(delivery.rateLimit),
})
