import { catalogue } from '../catalogue/catalogue.js'
import { rootAccountId } from '../db/bootstrap.js'
import { matchesType } from '../domain/matching.js'
import type { Caller } from './caller.js'
import { Problem } from './problem.js'

/** Throws the Problem `forbidden` unless the key is of the platform's own account: products are offered to everybody. */
export function requirePlatform({ accountId }: Caller): void {
  if (accountId !== rootAccountId) throw new Problem('forbidden', { detail: 'products are changed with keys of the root account alone' })
}

/** Throws the Problem `validation_failed` for each pattern that no type of the catalogue fits. */
export function requireCatalogued(eventTypes: readonly string[]): void {
  const errors = eventTypes.flatMap((pattern, at) =>
    catalogue.some(({ type }) => matchesType([pattern], type))
      ? []
      : [{ pointer: `/eventTypes/${at}`, detail: 'no type of the catalogue: see GET /v1/event-types' }],
  )
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
}
