import type { Route } from '../contract/routes.js'
import { holdsScope } from '../domain/scopes.js'
import type { Caller } from './caller.js'

/** Why a key may not ask for an operation at all, whatever it is about; undefined when it may. */
export function refusalOfKey({ scopes, project }: Caller, id: string, { scope, projectKeys }: Route): string | undefined {
  if (scope !== 'any' && !holdsScope(scopes, scope)) return `this key lacks the scope ${scope}`
  if (project !== null && projectKeys === 'refused')
    return `this key is bound to ${project}, and ${id} is not about one project: use a key of the account`
  return undefined
}
