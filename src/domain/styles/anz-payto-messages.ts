/** What one of our types is at ANZ: the documented members of its message, in their order, and those the type itself decides. */
export interface AnzMessage {
  readonly members: readonly string[]
  readonly decided: Readonly<Record<string, string>>
  /** What its payer did to a mandate: goes into `details.status_change`. */
  readonly change?: string
}

const mandateNotification = [
  'creation_date_time',
  'trigger',
  'mps_user_id',
  'mandate_identification',
  'mandate_status',
  'action_identification',
  'action_type',
  'action_status',
  'resolution_event',
  'details',
]
const mandateActionOutcome = [
  'creation_date_time',
  'status',
  'mps_user_id',
  'request_id',
  'mandate_identification',
  'mandate_registration_date_time',
  'mandate_status',
  'action_identification',
  'action_type',
  'action_status',
  'bilateral',
  'debtor_alias_name',
  'resolution_requested_by',
  'error',
]
const mpirActionOutcome = [
  'creation_date_time',
  'transaction_status',
  'transaction_status_reason_code',
  'transaction_status_additional_information',
  'mps_user_id',
  'instruction_identification',
  'uetr',
  'account_servicer_reference',
  'clearing_system_reference',
  'acceptance_date_time',
  'original_transaction_reference',
]
const queryNotification = [
  'creation_date_time',
  'case_id',
  'investigation_type_code',
  'case_type',
  'reminder_count',
  're_open_case_indication',
  'narrative',
  'payment_details',
  'mandate_details',
]

const notified = (trigger: string, action_type: string, action_status: string): AnzMessage => ({
  members: mandateNotification,
  decided: { trigger, action_type, action_status },
})
const changed = (change: string): AnzMessage => ({ ...notified('MSCH', 'STCH', 'CMPL'), change })
const outcome = (status: string): AnzMessage => ({ members: mandateActionOutcome, decided: { status } })
const initiation = (transaction_status: string): AnzMessage => ({ members: mpirActionOutcome, decided: { transaction_status } })

/** MandateNotification, MandateActionOutcome, MPIRActionOutcome and QueryNotification (ANZ Fileactive PayTo API Webhook, 1.0.5). */
export const anzMessages: ReadonlyMap<string, AnzMessage> = new Map([
  ['mandate.activated', notified('MCRC', 'CREA', 'CMPL')],
  ['mandate.declined', notified('MCRD', 'CREA', 'DECL')],
  ['mandate.expired', notified('MCRX', 'CREA', 'TIMO')],
  ['mandate.amended', notified('MAMN', 'AMND', 'CMPL')],
  ['mandate.amendment_confirmed', notified('MAMC', 'AMND', 'CMPL')],
  ['mandate.amendment_declined', notified('MAMD', 'AMND', 'DECL')],
  ['mandate.amendment_expired', notified('MAMX', 'AMND', 'TIMO')],
  ['mandate.suspended', changed('SUSP')],
  ['mandate.released', changed('RELS')],
  ['mandate.cancelled', changed('CNCL')],
  ['mandate.action.succeeded', outcome('SUCC')],
  ['mandate.action.rejected', outcome('RJCT')],
  ['payment_initiation.settled', initiation('ACSC')],
  ['payment_initiation.in_process', initiation('ACSP')],
  ['payment_initiation.pending', initiation('PDNG')],
  ['payment_initiation.rejected', initiation('RJCT')],
  ['mandate_query.received', { members: queryNotification, decided: { investigation_type_code: 'INV14' } }],
])
