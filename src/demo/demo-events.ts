import type { PublishEvent } from '../contract/events.js'

/** The two events of the demonstration. Their ids are fixed: a start after an interruption publishes nothing twice. */
export function demoEvents(): readonly (PublishEvent & { id: string })[] {
  const common = { origin: 'processor', priority: 'unattended', test: true } as const
  return [
    {
      ...common,
      id: 'demo-payment-settled',
      type: 'payment.settled',
      data: {
        object: {
          id: 'pay_1001',
          status: 'settled',
          amount: { value: 4250, currency: 'MYR' },
          method: 'duitnow',
          settledAt: '2026-01-15T08:30:00Z',
        },
        previous: { status: 'captured' },
      },
    },
    {
      ...common,
      id: 'demo-chargeback-opened',
      type: 'chargeback.opened',
      data: {
        object: {
          id: 'cbk_2001',
          status: 'opened',
          payment: { id: 'pay_1001' },
          amount: { value: 4250, currency: 'MYR' },
          reason: { code: 'goods_not_received', text: 'The payer did not get the goods' },
        },
      },
    },
  ]
}
