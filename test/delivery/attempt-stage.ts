import type { OwedRow } from '../../src/db/load-owed.js'
import type { Recorded } from '../../src/db/record-attempt.js'
import type { Admission } from '../../src/delivery/admission-types.js'
import { type AttemptAsk, createAttempt } from '../../src/delivery/attempt.js'
import { createRecord } from '../../src/delivery/record.js'
import { createSign } from '../../src/delivery/sign.js'
import type { Answer } from '../../src/domain/delivery-types.js'
import { anAdmission } from './an-admission.js'
import { anEndpoint, answerOf } from './an-endpoint.js'
import { anOwedRow } from './owed.js'

export const endpoint = anEndpoint()
export const now = new Date('2026-01-05T10:00:00Z')
const noKey = () => Promise.reject(new Error('no key is needed'))

interface Stage {
  rows?: (OwedRow | Error | undefined)[]
  recorded?: (state: string) => Recorded
  answers?: (Answer | Error)[]
  admission?: Admission
  clock?: () => Date
}

/** The steps of an attempt over a store and a receiver made of lists; the last of each stays. */
export function stage({ rows = [anOwedRow()], recorded, answers = [answerOf(200)], admission, clock = () => now }: Stage = {}) {
  const told: string[] = []
  const take = <T>(list: T[]): T => (list.length > 1 ? (list.shift() as T) : (list[0] as T))
  const caps = admission ?? anAdmission({ node: 5, account: 5, host: 5, subscription: 5 })
  const attempt = createAttempt({
    load() {
      const row = take(rows)
      return row instanceof Error ? Promise.reject(row) : Promise.resolve(row)
    },
    change(_row, standing) {
      told.push(standing.kind)
      return Promise.resolve(undefined)
    },
    waitBehind: () => Promise.resolve(undefined),
    endpoints: () => Promise.resolve(endpoint),
    sign: createSign({ keys: { current: noKey, own: noKey, isPublished: noKey }, issuer: 'https://posthorn.example' }),
    ...{ admission: caps, authorise: noKey },
    post: Object.assign(
      ({ body }: { body: string }) => {
        told.push(`post ${body}`)
        const answer = take(answers)
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
      },
      { close: () => Promise.resolve() },
    ),
    record: createRecord({
      write(row) {
        told.push(`record ${row.number} ${row.state} for ${row.workflowId}`)
        return Promise.resolve(recorded?.(row.state) ?? { won: true, state: row.state, heldBy: null })
      },
      onRecorded: () => undefined,
      clock: () => now,
      sleep: () => Promise.resolve(),
      ownWorkflowAfterMs: 60_000,
    }),
    clock,
    random: () => 0.5,
    ownWorkflowAfterMs: 60_000,
    scheduleFactor: 1,
  })
  const run = (ask: Partial<AttemptAsk> = {}) =>
    attempt({ notification: 'ntf_1', number: 1, owner: 'ntf_1', onSend: () => told.push('send'), ...ask })
  return { run, told, caps }
}

export const second = {
  state: 'retrying',
  attempts: 1,
  nextAttemptAt: now,
  roundStartedAt: now,
  lastOutcome: 'failed',
  lastStatus: 503,
} as const
