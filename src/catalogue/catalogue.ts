import { bankReturns } from './bank-returns.js'
import { billing } from './billing.js'
import { cards } from './cards.js'
import { chargebacks } from './chargebacks.js'
import type { EventType } from './event-type.js'
import { management } from './management.js'
import { mandates } from './mandates.js'
import { own } from './own.js'
import { payInsAndLinks } from './pay-ins.js'
import { paymentInitiations } from './payment-initiations.js'
import { payments } from './payments.js'
import { payouts } from './payouts.js'
import { refunds } from './refunds.js'
import { tokens } from './tokens.js'

/** Every built-in type (S2-10), domain by domain. */
export const catalogue: readonly EventType[] = [
  ...payments,
  ...payInsAndLinks,
  ...refunds,
  ...chargebacks,
  ...bankReturns,
  ...payouts,
  ...billing,
  ...tokens,
  ...cards,
  ...mandates,
  ...paymentInitiations,
  ...management,
  ...own,
]

const byType: ReadonlyMap<string, EventType> = new Map(catalogue.map((entry) => [entry.type, entry]))

/** The built-in type of this name, or undefined. */
export const findEventType = (type: string): EventType | undefined => byType.get(type)
