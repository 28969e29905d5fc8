/** What a customer's endpoints and their traffic are set up by. Accounts, keys and notifications are steered by whoever is above, too. */
const configuration: ReadonlySet<string> = new Set([
  'approvals-policy',
  'attachment',
  'change-request',
  'member',
  'project',
  'retention',
  'signing-key',
  'subscription',
])

/** A change of something that belongs to `account`, by a key of `actorAccount` (null: by no key). */
export interface ActedChange {
  readonly account: string
  readonly actorAccount: string | null
}

/** Whether somebody has changed it for its owner. */
export const isOnBehalf = ({ account, actorAccount }: ActedChange): boolean => actorAccount !== null && actorAccount !== account

/** Whether the change has to say why: the configuration of a customer by somebody above (S2-7). `action` is resource and verb. */
export const needsReason = ({ action, ...change }: ActedChange & { readonly action: string }): boolean =>
  isOnBehalf(change) && configuration.has(action.replace(/\..*/u, ''))
