import type { ProjectRole } from '../domain/project-roles.js'

/** Whose key it is. It reaches its account and all accounts below, in its environment, or only what belongs to one project of its account. */
export interface Caller {
  readonly keyId: string
  readonly accountId: string
  readonly environment: 'test' | 'live'
  /** The project it is bound to; null: it is a key of the whole account. */
  readonly project: string | null
  /** The member whose key it is, and the role of that member. */
  readonly member: string | null
  readonly role: ProjectRole | null
  /** What the key may do: scopes such as `events:write`, or `*`. */
  readonly scopes: readonly string[]
}

/** Where a request comes from, for the audit. */
export interface RequestSource {
  readonly address: string | null
  readonly requestId: string
  /** The header `posthorn-reason`. */
  readonly reason: string | null
}
