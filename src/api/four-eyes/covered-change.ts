import type { Kysely } from 'kysely'
import type { Schema } from '../../db/schema.js'
import type { ChangeKind, Difference } from '../../domain/four-eyes.js'
import type { Caller } from '../caller.js'
import type { Changed } from '../tenants.js'

/** A kind of change that may need a second pair of eyes. What is asked for is plain JSON: it may wait for days before it is done. */
export interface CoveredChange<Ask, Result> {
  /** As the audit names it, for example `subscription.update`. */
  readonly action: string
  /**
   * What the change would be, with its target locked: asked for at first and, if it has to wait, again when it is approved.
   * Throws the Problem that the change itself would meet.
   */
  plan(tx: Kysely<Schema>, ask: Ask, caller: Caller): Promise<Plan<Result>>
  /** What has to be told once it is committed. */
  announce?(done: Pick<Plan<unknown>, 'account' | 'target'>): Promise<void>
}

export interface Plan<Result> {
  readonly account: string
  readonly environment: 'test' | 'live'
  readonly target: string
  /** Of the target; approving is refused when it is another one by then. */
  readonly version: number
  /** None: the change never needs approval. */
  readonly kinds: readonly ChangeKind[]
  /** As its owner may see them: secrets masked. */
  readonly differences: readonly Difference[]
  apply(): Promise<Changed<Result>>
}

/** With what it does and for whom left open: what the list of all of them holds. */
export type AnyCoveredChange = CoveredChange<never, unknown>
