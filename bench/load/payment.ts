export interface PaymentAsk {
  readonly id: string
  readonly type: string
}

/** A publish as a payment processor would send it: about 600 bytes of `data`, other values in each. */
export function paymentBody({ id, type }: PaymentAsk): string {
  return `{"id":"${id}","type":"${type}","origin":"processor","correlationId":"order-${id}","data":${paymentData(id)}}`
}

function paymentData(id: string): string {
  return `{"paymentId":"pay_${id}","status":"settled","amount":{"value":"1249.90","currency":"MYR"},"fee":{"value":"3.75","currency":"MYR"},"method":"duitnow_online_banking","merchant":{"id":"mrc_01J9Z6T8","name":"Kedai Kopi Seri Pagi Sdn Bhd","categoryCode":"5814"},"payer":{"bank":"MBBEMYKL","accountMasked":"******4821","name":"N. binti A."},"settlement":{"batch":"2026-07-31-MYR-04","value":"1246.15","valueDate":"2026-08-03"},"references":{"endToEndId":"E2E${id}","merchantOrder":"order-${id}","network":"20260731MBBEMYKL010OQR48213377"},"capturedAt":"2026-07-31T09:41:07.512Z","settledAt":"2026-07-31T09:41:08.004Z"}`
}
