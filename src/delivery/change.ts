import { closeNotification, holdNotification, openRound } from '../db/change-notification.js'
import type { Database } from '../db/connect.js'
import type { OwedRow } from '../db/load-owed.js'
import type { Decision } from '../domain/deliver-types.js'
import { isSet, keeperOf, labelsOf, type Standing } from './standing.js'

/** Brings a row into the state its standing asks for; undefined when it must be looked at again. */
export const createChange =
  (db: Database) =>
  async (row: OwedRow, standing: Standing, owner: string): Promise<Decision | undefined> => {
    const number = row.attempts + 1
    const alone = isSet(owner) ? { alone: labelsOf(row) } : {}
    switch (standing.kind) {
      case 'open-round':
        await openRound(db.query, row.id, standing.token)
        return undefined
      case 'close': {
        const closed = await closeNotification(db.query, row.id, standing)
        return closed ? { kind: 'stop', number, state: standing.state, note: standing.note, ...alone } : undefined
      }
      case 'hold': {
        const held = await holdNotification(db.query, row.id, { by: standing.by, workflowId: ownerOf(row, owner) })
        return held ? { kind: 'hold', number, note: standing.note, ...alone } : undefined
      }
      case 'recover':
        return recover(db, row, { owner, note: standing.note })
      case 'settled':
      case 'owed':
        return undefined
    }
  }

/** Held, and nobody's but its recovery's: the workflow that asked need not wait for it. */
async function recover(db: Database, row: OwedRow, { owner, note }: { owner: string; note: string }): Promise<Decision | undefined> {
  const held = await holdNotification(db.query, row.id, { by: 'subscription', workflowId: ownerOf(row, owner) })
  return held ? { kind: 'released', note } : undefined
}

/** One that leaves its set owns itself. */
const ownerOf = (row: OwedRow, owner: string): string => (isSet(owner) ? row.id : keeperOf(row, owner))
