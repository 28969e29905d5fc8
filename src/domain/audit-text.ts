/** What an audit entry says, before it is chained. */
export interface AuditFacts {
  readonly accountId: string
  readonly sequence: string
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string
  readonly actorKind: string
  readonly actorId: string
  readonly action: string
  readonly target: string
  readonly before: string | null
  readonly after: string | null
  readonly reason: string | null
  readonly sourceAddress: string | null
  readonly requestId: string | null
  /** Of the key; null when it was none, and in entries that are older than this member. */
  readonly actorAccount: string | null
}

/** The text an entry's hash is over, with the hash before it (hexadecimal): a JSON array, so that no two entries have the same. */
export function auditText(facts: AuditFacts, previousHash: string): string {
  const { accountId, sequence, at, actorKind, actorId, action, target, before, after, reason, sourceAddress, requestId, actorAccount } =
    facts
  const members = [accountId, sequence, at, actorKind, actorId, action, target, before, after, reason, sourceAddress, requestId]
  return JSON.stringify([previousHash, ...members, ...(actorAccount === null ? [] : [actorAccount])])
}
