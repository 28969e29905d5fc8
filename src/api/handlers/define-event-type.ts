import type { Kysely } from 'kysely'
import { findEventType } from '../../catalogue/catalogue.js'
import { lockAccount, raiseMatchingEpoch } from '../../db/accounts.js'
import {
  countEventTypes,
  deleteEventType as remove,
  findDefinedEventType,
  insertEventType,
  type OwnEventType,
  replaceEventType as replace,
} from '../../db/event-types.js'
import type { Schema } from '../../db/schema.js'
import { decideTypeChange, isSame } from '../../domain/event-type-change.js'
import type { Caller } from '../caller.js'
import type { ApiDeps, Handler } from '../deps.js'
import { requireUsableSchema } from '../event-data/require-usable-schema.js'
import { found, Problem } from '../problem.js'
import type { AuditedChange } from '../tenants.js'
import { toOwnEntry } from '../to-event-type.js'
import { invalidMember } from '../validate.js'

type Tx = Kysely<Schema>

const mostTypes = 500
const mostVersions = 50

export const createEventType =
  ({ tenants }: ApiDeps): Handler<'createEventType'> =>
  ({ body, caller, source }) => {
    const { account = caller.accountId, type, ...definition } = body
    if (findEventType(type)) throw new Problem('event_type_exists', { detail: `the catalogue has ${type}: choose another name` })
    requireUsableSchema(definition)
    return tenants.change({ caller, source }, async (tx) => {
      await lockOwner(tx, account, caller)
      if (await findDefinedEventType(tx, { account, type }))
        throw new Problem('event_type_exists', { detail: 'change it with PUT, or delete it first' })
      if ((await countEventTypes(tx, account)) >= mostTypes)
        throw new Problem('too_many_event_types', { detail: `an account can have ${mostTypes}` })
      await insertEventType(tx, { account, type, version: 1, ...definition })
      return changed(tx, { account, type })
    })
  }

export const replaceEventType =
  ({ tenants }: ApiDeps): Handler<'replaceEventType'> =>
  ({ params: { type }, body, caller, source }) => {
    const { account = caller.accountId, schemaVersion, ...definition } = body
    requireUsableSchema(definition)
    return tenants.change({ caller, source }, async (tx) => {
      await lockOwner(tx, account, caller)
      const before = found(await findDefinedEventType(tx, { account, type }))
      if (isUnchanged(before, definition, schemaVersion)) return { result: toOwnEntry(before) }
      await (schemaVersion === before.version + 1 ? insertNext : replaceNewest)(tx, {
        before,
        schemaVersion,
        next: { account, type, ...definition },
      })
      return changed(tx, { account, type }, before)
    })
  }

export const deleteEventType =
  ({ tenants }: ApiDeps): Handler<'deleteEventType'> =>
  ({ params: { type }, query: { account: asked }, caller, source }) =>
    tenants.change({ caller, source }, async (tx) => {
      const account = asked ?? caller.accountId
      await lockOwner(tx, account, caller)
      const before = found(await findDefinedEventType(tx, { account, type }))
      await remove(tx, { account, type })
      await raiseMatchingEpoch(tx, account)
      return { result: undefined, audit: auditOf('delete', account, { before }) }
    })

/** Changes of one account's types wait for each other. */
async function lockOwner(tx: Tx, account: string, caller: Caller): Promise<void> {
  if (!(await lockAccount(tx, account, caller))) throw invalidMember('/account', 'no such account, or this key may not act for it')
}

interface Change {
  readonly before: OwnEventType
  readonly schemaVersion: number | undefined
  readonly next: Omit<Parameters<typeof insertEventType>[1], 'version'>
}

async function insertNext(tx: Tx, { before, next }: Change): Promise<void> {
  if (before.version >= mostVersions) throw new Problem('too_many_event_types', { detail: `a type can have ${mostVersions} versions` })
  await insertEventType(tx, { ...next, version: before.version + 1 })
}

async function replaceNewest(tx: Tx, { before, schemaVersion = before.version, next }: Change): Promise<void> {
  if (schemaVersion !== before.version) {
    throw invalidMember('/schemaVersion', `must be ${before.version}, the newest, or ${before.version + 1} for a new version`)
  }
  const change = decideTypeChange(before, next)
  if (change.kind === 'incompatible') {
    throw new Problem('event_type_incompatible', {
      detail: `send "schemaVersion": ${before.version + 1} to make it a new version`,
      errors: change.reasons.slice(0, 20),
    })
  }
  await replace(tx, { ...next, version: before.version })
}

function isUnchanged(
  { account: _a, type: _t, version, revision: _r, ...before }: OwnEventType,
  after: object,
  asked: number | undefined,
): boolean {
  return (asked === undefined || asked === version) && isSame(before, after)
}

/** What was written, to be audited; every publish from now on is checked by it. */
async function changed(tx: Tx, of: { account: string; type: string }, before?: OwnEventType) {
  await raiseMatchingEpoch(tx, of.account)
  const after = found(await findDefinedEventType(tx, of))
  return { result: toOwnEntry(after), audit: auditOf(before ? 'update' : 'create', of.account, { ...(before && { before }), after }) }
}

function auditOf(verb: string, account: string, { before, after }: { before?: OwnEventType; after?: OwnEventType }): AuditedChange {
  const target = (after ?? before)?.type ?? ''
  return { account, action: `event-type.${verb}`, target, before: before && toOwnEntry(before), after: after && toOwnEntry(after) }
}
