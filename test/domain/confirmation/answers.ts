import { type ConfirmingAnswer, refusalToConfirm } from '../../../src/domain/confirmation/confirm.js'
import { type Confirmation, toExpectation } from '../../../src/domain/confirmation/confirmation.js'

export const values = { webhookId: 'ntf_1', correlationId: '9007199254740993' }

export const anAnswer = (body = '', answer: Partial<ConfirmingAnswer> = {}): ConfirmingAnswer => ({
  status: 200,
  headers: {},
  body: Buffer.from(body),
  bodyTruncated: false,
  ...answer,
})

/** Why the answer does not confirm; undefined when it does. */
export const refusalOf = (confirmation: Confirmation, answer: ConfirmingAnswer | string): string | undefined =>
  refusalToConfirm(typeof answer === 'string' ? anAnswer(answer) : answer, toExpectation(confirmation), () => values)
