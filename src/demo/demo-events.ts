import type { PublishEvent } from '../contract/events.js'

/** The two events of the demonstration. Their ids are fixed: a start after an interruption publishes nothing twice. */
export function demoEvents(): readonly (PublishEvent & { id: string })[] {
  const common = { origin: 'processor', priority: 'unattended', test: true } as const
  return [
    {
      ...common,
      id: 'demo-payment-1',
      type: 'payment.settled',
      data: { object: { paymentId: 'pay_1001', amount: { value: 4250, currency: 'MYR' }, method: 'duitnow', settledAt: '2026-01-15' } },
    },
    {
      ...common,
      id: 'demo-chargeback-1',
      type: 'chargeback.opened',
      data: {
        object: { chargebackId: 'cbk_2001', paymentId: 'pay_1001', amount: { value: 4250, currency: 'MYR' }, reason: 'goods_not_received' },
      },
    },
  ]
}
