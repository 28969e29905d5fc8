import { type Kysely, sql } from 'kysely'
import type { NotificationState } from '../domain/delivery-types.js'
import type { Schema } from './schema.js'

const CLOSED: readonly NotificationState[] = ['delivered', 'exhausted', 'cancelled', 'gone']

/** Holds an open notification, which waits in this workflow; an attempt under way may still end it. False when it has ended. */
export async function holdNotification(
  query: Kysely<Schema>,
  id: string,
  held: { by: 'subscription' | 'operator'; workflowId: string },
): Promise<boolean> {
  const result = await query
    .updateTable('notifications')
    .set({ state: 'held', held_by: held.by, workflow_id: held.workflowId, next_attempt_at: null, updated_at: sql`now()` })
    .where('id', '=', id)
    .where('state', 'not in', CLOSED)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Lets an open notification wait until then in this workflow, without an attempt. False when it is open no more, or held. */
export async function waitUntil(
  query: Kysely<Schema>,
  id: string,
  { dueAt, workflowId }: { dueAt: Date; workflowId: string },
): Promise<boolean> {
  const result = await query
    .updateTable('notifications')
    .set({ next_attempt_at: dueAt, workflow_id: workflowId, updated_at: sql`now()` })
    .where('id', '=', id)
    .where('state', 'in', ['pending', 'retrying'])
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Ends an open notification without another attempt; false when it had ended already. */
export async function closeNotification(
  query: Kysely<Schema>,
  id: string,
  { state, endReason = null }: { readonly state: 'cancelled' | 'gone' | 'exhausted'; readonly endReason?: string | null },
): Promise<boolean> {
  const result = await query
    .updateTable('notifications')
    .set({ state, end_reason: endReason, held_by: null, next_attempt_at: null, updated_at: sql`now()` })
    .where('id', '=', id)
    .where('state', 'not in', CLOSED)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Makes an open notification due now; false when it has ended. */
export async function makeDue(query: Kysely<Schema>, id: string): Promise<boolean> {
  const result = await query
    .updateTable('notifications')
    .set((eb) => ({
      state: eb
        .case()
        .when('state', '=', 'held')
        .then(sql<string>`case when attempts = 0 or workflow_id is null then 'pending' else 'retrying' end`)
        .else(eb.ref('state'))
        .end(),
      held_by: null,
      next_attempt_at: sql`now()`,
      updated_at: sql`now()`,
    }))
    .where('id', '=', id)
    .where('state', 'not in', CLOSED)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/**
 * Opens the next round: attempts keep counting, the schedule starts anew. Done once for each token, so that a
 * repeated activity opens nothing twice. A closed one goes on in a workflow of its own, whatever set it was in.
 * Returns whether this call opened it.
 */
export async function openRound(query: Kysely<Schema>, id: string, token: string): Promise<boolean> {
  const result = await query
    .updateTable('notifications')
    .set({
      state: 'pending',
      held_by: null,
      end_reason: null,
      round: sql`round + 1`,
      round_token: token,
      round_offset: sql`attempts`,
      round_started_at: null,
      next_attempt_at: sql`now()`,
      updated_at: sql`now()`,
      workflow_id: sql`case when state in (${sql.join(CLOSED)}) then id else workflow_id end`,
    })
    .where('id', '=', id)
    .where('round_token', 'is distinct from', token)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
