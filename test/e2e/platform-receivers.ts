import { Ajv } from 'ajv'
import type { Received, Reply } from '../helpers/receiver.js'

/** A receiver as somebody built it from a platform's description: it accepts the documented request exactly, and answers 400 to any other. */
export type PlatformReceiver = (request: Received) => Reply

const ajv = new Ajv({ allErrors: true })
const strictly = (required: readonly string[], properties: Record<string, object>) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
})
const matching = (schema: object) => ajv.compile<Record<string, unknown>>(schema)
const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength })
const oneOf = (...values: string[]) => ({ enum: values })
const instant = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z$' }

const acceptedBy =
  (schema: object, answer: (body: Record<string, unknown>, request: Received) => Reply): PlatformReceiver =>
  (request) => {
    const accepts = matching(schema)
    const body: unknown = JSON.parse(request.body.toString('utf8'))
    return accepts(body) ? answer(body, request) : { status: 400, body: ajv.errorsText(accepts.errors) }
  }

/** UniPay Gateway: the type of event, `dataType`, and the confirmation that echoes `notificationId` (S2-14, S2-16). */
export const unipay: PlatformReceiver = acceptedBy(
  {
    type: 'object',
    required: ['notificationId', 'type', 'dataType', 'data'],
    properties: {
      notificationId: text(64),
      type: oneOf(
        ...['chargeback', 'noc', 'return', 'reversal'].map((name) => `processing.${name}-processed`),
        'billing.subscription-modified',
        'billing.payment-option-created',
        'management.merchant-modified',
      ),
      dataType: oneOf('Transaction', 'Object'),
      data: { type: 'object' },
    },
  },
  ({ notificationId }) => ({ status: 200, body: JSON.stringify({ notificationId }) }),
)

/** i-payout: a public address without any authentication, and the documented events (S3-6, S3-12). */
export const ipayout: PlatformReceiver = acceptedBy(
  {
    type: 'object',
    required: ['event', 'data'],
    properties: {
      event: oneOf(
        ...['CUSTOMER.CREATED', 'CUSTOMER.UPDATED', 'CUSTOMER.STATUS.UPDATED', 'CUSTOMER.BANK.CREATED', 'CUSTOMER.BANK.UPDATED'],
        ...['PAYMENT.CREATED', 'PAYMENT.STATUS.UPDATED', 'TRANSFER.CREATED', 'TRANSFER.STATUS.UPDATED'],
        ...['CUSTOMER.SUBSCRIPTION.CREATED', 'CUSTOMER.SUBSCRIPTION.STATUS.UPDATED'],
      ),
      data: { type: 'object' },
    },
  },
  () => 200,
)

/** PayNet, DuitNow Pay: the webhook Update Payment Status. */
export const paynet: PlatformReceiver = acceptedBy(
  strictly(['checkoutId', 'endToEndId', 'paymentStatus', 'issuer', 'paymentMethod'], {
    checkoutId: text(36),
    endToEndId: text(35),
    paymentStatus: strictly(['code', 'substate', 'message'], {
      payerName: text(100),
      code: text(4),
      substate: oneOf('RECEIVED', 'CLEARED', 'REJECTED', 'PENDAUTH'),
      message: text(1024),
    }),
    issuer: text(100),
    paymentMethod: oneOf('01', '02'),
  }),
  () => ({ status: 200, body: '{"message":"OK"}' }),
)

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const mmsId = { type: 'string', pattern: '^[a-f0-9]{12}1[a-f0-9]{3}[89ab][a-f0-9]{15}$' }
const reason = { reason_code: { type: 'string', pattern: '^[a-zA-Z0-9]{4}$' }, reason_description: text(256) }
const aud = strictly(['currency', 'amount'], {
  currency: oneOf('AUD'),
  amount: { type: 'string', pattern: '^(0|[1-9]\\d{0,15})\\.\\d{2}$' },
})
const mandate = {
  mps_user_id: text(10),
  mandate_identification: mmsId,
  mandate_status: oneOf('ACTV', 'CNCD', 'CRTD', 'SUSD'),
  action_identification: mmsId,
  action_type: oneOf('AMND', 'CREA', 'PORT', 'STCH'),
  action_status: oneOf('CMPL', 'DECL', 'PEND', 'RECL', 'TIMO'),
}

const mandateNotification = strictly(
  ['creation_date_time', 'trigger', 'mps_user_id', 'mandate_identification', 'action_identification', 'action_type', 'action_status'],
  {
    ...mandate,
    creation_date_time: instant,
    trigger: oneOf('MAMC', 'MAMD', 'MAMN', 'MAMX', 'MCRC', 'MCRD', 'MCRX', 'MSCH'),
    resolution_event: strictly(['reason_code'], reason),
    details: strictly([], { status_change: strictly(['change'], { change: oneOf('CNCL', 'RELS', 'SUSP'), ...reason }), amendment: {} }),
  },
)
const mandateActionOutcome = strictly(['creation_date_time', 'status'], {
  ...mandate,
  creation_date_time: instant,
  status: oneOf('RJCT', 'SUCC'),
  request_id: { type: 'string', pattern: uuid.source },
  bilateral: { type: 'boolean' },
  error: strictly(['code', 'severity'], { code: text(35), severity: oneOf('FATL', 'LOGI', 'TRAN'), text: text(1000) }),
})
const mpirActionOutcome = strictly(['creation_date_time', 'transaction_status'], {
  creation_date_time: instant,
  transaction_status: oneOf('ACSC', 'ACSP', 'PDNG', 'RJCT'),
  transaction_status_reason_code: text(4),
  transaction_status_additional_information: { type: 'array', items: text(105) },
  mps_user_id: text(10),
  instruction_identification: text(35),
  uetr: { type: 'string', pattern: '^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$' },
  original_transaction_reference: { type: 'object', properties: { instructed_amount: aud, mandate_identification: mmsId } },
})
const queryNotification = {
  ...strictly(['creation_date_time', 'case_id', 'investigation_type_code', 'case_type', 'narrative', 'mandate_details'], {
    creation_date_time: instant,
    case_id: text(20),
    investigation_type_code: oneOf('INV14'),
    case_type: oneOf('Mandate Query Case', 'Mandate Query Payments'),
    reminder_count: text(2),
    re_open_case_indication: { type: 'boolean' },
    narrative: text(2048),
    mandate_details: { type: 'object', required: ['mps_user_id', 'mandate_identification'] },
  }),
}

/** ANZ Fileactive PayTo API Webhook 1.0.5, behind the decryption: a path for each message, its headers, `{"status":"RCVD"}` (S4-16…S4-20). */
export const anzPayto: PlatformReceiver = (request) => {
  const [schema, echoes] = anzPaths[request.path] ?? []
  const { 'x-message-id': id = '', priority = '', 'x-requestkey': requestKey = '', 'x-correlation-id': correlationId } = request.headers
  const headers = [id, ...(echoes ? [requestKey] : []), ...(correlationId === undefined ? [] : [correlationId])]
  if (!schema || !headers.every((value) => uuid.test(value)) || !/^(UN)?ATTENDED$/.test(priority)) return { status: 400, body: 'headers' }
  return acceptedBy(schema, () => ({ status: 200, body: JSON.stringify({ id, status: 'RCVD' }) }))(request)
}

const anzPaths: Readonly<Record<string, readonly [schema: object, echoesRequestKey: boolean]>> = {
  '/payto/mandates/notifications': [mandateNotification, false],
  '/payto/mandates/outcomes': [mandateActionOutcome, true],
  '/payto/mpirs/outcomes': [mpirActionOutcome, true],
  '/payto/queries': [queryNotification, false],
}
