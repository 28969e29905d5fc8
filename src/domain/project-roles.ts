import { holdsScope } from './scopes.js'

/** What somebody may do in a project, the most first. */
export const projectRoles = ['administrator', 'developer', 'operator', 'viewer'] as const
export type ProjectRole = (typeof projectRoles)[number]

const look = [
  'projects',
  'attachments',
  'products',
  'event-types',
  'subscriptions',
  'events',
  'notifications',
  'replays',
  'members',
  'change-requests',
]
const viewer = look.map((resource) => `${resource}:read`)
const operator = [...viewer, 'notifications:write', 'replays:write', 'subscriptions:steer']
const developer = [...operator, 'events:write', 'simulations:write', 'attachments:write', 'subscriptions:write', 'feed:read']
const administrator = [...developer, 'projects:write', 'members:write', 'api-keys:read', 'api-keys:write', 'change-requests:write']

/** The scopes of each role (S0-9): each has those of the next, and more. */
export const scopesOfRole: Readonly<Record<ProjectRole, readonly string[]>> = { administrator, developer, operator, viewer }

/** What is left of a key's scopes when it is somebody's of this role: what both have. */
export function capScopes(scopes: readonly string[], role: ProjectRole): string[] {
  const own = scopesOfRole[role]
  return [...new Set([...own.filter((scope) => holdsScope(scopes, scope)), ...scopes.filter((scope) => holdsScope(own, scope))])]
}

/** Whether a project would be left without administrator when one of its members gets another role, or none; `others`: administrators beside that one. */
export const leavesNoAdministrator = (before: ProjectRole, after: ProjectRole | undefined, others: number): boolean =>
  before === 'administrator' && after !== 'administrator' && others === 0

/** A person's reference as the audit keeps it: enough to be recognised by those who know it. */
export function maskPerson(person: string): string {
  const [first = ''] = person
  const at = person.lastIndexOf('@')
  return `${first}…${at > 0 ? person.slice(at) : ''}`
}
