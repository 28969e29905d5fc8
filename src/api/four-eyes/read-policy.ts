import type { Kysely } from 'kysely'
import { findPolicy, type PolicyPlace, requiredApprovals } from '../../db/approval-policies.js'
import type { Schema } from '../../db/schema.js'
import type { SwitchableKind } from '../../domain/four-eyes.js'

export interface PolicyView extends PolicyPlace {
  readonly kinds: SwitchableKind[]
  readonly inherited: SwitchableKind[]
  readonly version: number
}

/** What an account asks four eyes for, and what those above ask in addition. */
export async function readPolicy(tx: Kysely<Schema>, place: PolicyPlace): Promise<PolicyView> {
  const { kinds, version } = await findPolicy(tx, place)
  const required = await requiredApprovals(tx, place)
  return { ...place, kinds, inherited: required.filter((kind) => !kinds.includes(kind)), version }
}
