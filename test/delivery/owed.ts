import type { OwedRow } from '../../src/db/load-owed.js'

/** A notification that has not been attempted yet. */
export function anOwedRow(changes: Partial<OwedRow> = {}): OwedRow {
  const createdAt = new Date('2026-01-05T10:00:00Z')
  return {
    id: 'ntf_1',
    accountId: 'acc_1',
    event: 'evt_1',
    eventType: 'payment.settled',
    subscription: 'sub_1',
    host: 'receiver.example',
    subscriptionVersion: 1,
    subscriptionState: 'active',
    isFailing: false,
    state: 'pending',
    heldBy: null,
    attempts: 0,
    round: 1,
    roundToken: null,
    roundOffset: 0,
    roundStartedAt: null,
    nextAttemptAt: createdAt,
    lastOutcome: null,
    lastStatus: null,
    workflowId: null,
    createdAt,
    body: '{"data":1}',
    dataAt: 8,
    priority: 'unattended',
    test: false,
    deadlineSeconds: null,
    maxConcurrency: null,
    rateLimit: null,
    keptBody: null,
    place: null,
    ...changes,
  }
}
