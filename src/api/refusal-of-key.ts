import type { Route } from '../contract/routes.js'
import { holdsScope } from '../domain/scopes.js'
import type { Caller } from './caller.js'

/** Why a key may not ask for an operation at all, whatever it is about; undefined when it may. */
export function refusalOfKey(
  { scopes, project, environment }: Caller,
  id: string,
  { scope, projectKeys, environment: only }: Route,
): string | undefined {
  if (scope !== 'any' && !holdsScope(scopes, scope)) return `this key lacks the scope ${scope}`
  if (project !== null && projectKeys === 'refused')
    return `this key is bound to ${project}, and ${id} is not about one project: use a key of the account`
  if (only !== undefined && environment !== only)
    return `this key is of the environment ${environment}, and ${id} is for ${only} alone: use a key that was made with "environment": "${only}"`
  return undefined
}
