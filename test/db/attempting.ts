import type { Database } from '../../src/db/connect.js'
import { loadOwed } from '../../src/db/load-owed.js'
import { recordAttempts } from '../../src/db/record-attempt.js'
import { createAttempt } from '../../src/delivery/attempt.js'
import { createChange } from '../../src/delivery/change.js'
import { noCredentials } from '../../src/delivery/credentials.js'
import type { Endpoint } from '../../src/delivery/endpoints.js'
import { createRecord } from '../../src/delivery/record.js'
import { createSign } from '../../src/delivery/sign.js'
import type { Answer } from '../../src/domain/delivery-types.js'
import { anAdmission } from '../delivery/an-admission.js'

const noKey = () => Promise.reject(new Error('no key is needed'))

interface Receiver {
  readonly endpoint: Endpoint
  readonly answer: () => Promise<Answer>
  readonly now: Date
}

/** Attempts over real rows, to a receiver that answers as it is told, at one instant; tokens are remembered ones. */
export function attempting(db: Database, { endpoint, answer, now }: Receiver) {
  const common = { clock: () => now, ownWorkflowAfterMs: 60_000 }
  const attempt = createAttempt({
    ...common,
    load: async (id) => (await loadOwed(db, [id]))[0],
    change: createChange(db),
    waitBehind: () => Promise.resolve(undefined),
    endpoints: () => Promise.resolve(endpoint),
    authorise: () => Promise.resolve({ credentials: noCredentials, leftMs: 1_000, rejected: () => true }),
    sign: createSign({ keys: { current: noKey, own: noKey, isPublished: noKey }, issuer: 'https://posthorn.example' }),
    admission: anAdmission({ node: 5, account: 5, host: 5, subscription: 5 }),
    post: answer,
    record: createRecord({
      ...common,
      write: async (row) => (await recordAttempts(db, [row]))[0]!,
      onRecorded: () => undefined,
      sleep: () => Promise.resolve(),
    }),
    random: () => 0.5,
    scheduleFactor: 1,
  })
  return (notification: string, number: number, owner = notification) => attempt({ notification, number, owner, onSend: () => undefined })
}
