import { toExpectation } from '../../../src/domain/confirmation/confirmation.js'
import type { Answer } from '../../../src/domain/delivery-types.js'
import { judge } from '../../../src/domain/judge.js'
import type { Behaviour } from './behaviour.js'

const expectation = toExpectation({ name: 'http-2xx' })

/** What an integrator reads of an attempt: "timeout: no answer within 10 s". */
export const toldOf = (answer: Answer): string => {
  const { outcome, reason } = judge(answer, expectation, () => ({ webhookId: 'ntf_1', correlationId: 'c' }))
  return `${outcome}: ${reason}`
}

/** The same as the table has it. */
export const saysOf = ({ says }: Behaviour, deadlineMs: number): string | RegExp =>
  typeof says === 'string' ? says.replace('{deadline}', `${String(deadlineMs / 1_000)} s`) : says
