/** What a type of ours is at Adyen: the code of its event, and whether that succeeded. */
export interface AdyenCode {
  readonly eventCode: string
  readonly success: boolean
  /** It changes the payment that it is about, which Adyen calls its original. */
  readonly modifies?: true
}

const succeeded = (eventCode: string): AdyenCode => ({ eventCode, success: true })

/** The codes of Adyen's Standard webhooks (Webhooks API, version 1); which of our types is which of them is our choice. */
export const adyenCodes: ReadonlyMap<string, AdyenCode> = new Map([
  ['payment.authorised', succeeded('AUTHORISATION')],
  ['payment.failed', { eventCode: 'AUTHORISATION', success: false }],
  ['payment.pending', succeeded('PENDING')],
  ['payment.expired', succeeded('OFFER_CLOSED')],
  ['payment.captured', { ...succeeded('CAPTURE'), modifies: true }],
  ['payment.cancelled', { ...succeeded('CANCELLATION'), modifies: true }],
  ['refund.succeeded', succeeded('REFUND')],
  ['refund.failed', succeeded('REFUND_FAILED')],
  ['refund.reversed', succeeded('REFUNDED_REVERSED')],
  ['chargeback.notified', succeeded('NOTIFICATION_OF_CHARGEBACK')],
  ['chargeback.opened', succeeded('CHARGEBACK')],
  ['chargeback.evidence_required', succeeded('REQUEST_FOR_INFORMATION')],
  ['chargeback.evidence_submitted', succeeded('INFORMATION_SUPPLIED')],
  ['chargeback.won', succeeded('ISSUER_RESPONSE_TIMEFRAME_EXPIRED')],
  ['chargeback.lost', succeeded('SECOND_CHARGEBACK')],
  ['chargeback.reversed', succeeded('CHARGEBACK_REVERSED')],
  ['payout.in_transit', succeeded('PAYOUT_THIRDPARTY')],
  ['payout.failed', { eventCode: 'PAYOUT_THIRDPARTY', success: false }],
  ['payout.returned', succeeded('PAIDOUT_REVERSED')],
  ['test.ping', succeeded('NOTIFICATIONTEST')],
])
