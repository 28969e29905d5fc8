/** What an account can ask four eyes for. */
export const switchableKinds = ['url', 'ipList', 'credentials', 'signing', 'eventScope', 'goLive', 'bulkReplay'] as const
export type SwitchableKind = (typeof switchableKinds)[number]

/** Asking for fewer needs four eyes in itself. */
export type ChangeKind = SwitchableKind | 'approvals'

export type ChangeRequestState = 'pending' | 'approved' | 'rejected' | 'withdrawn' | 'expired'

/** Those kinds of a change that need a second pair of eyes; empty: it is done at once. */
export const neededKinds = (kinds: readonly ChangeKind[], required: readonly SwitchableKind[]): ChangeKind[] =>
  kinds.filter((kind) => kind === 'approvals' || required.includes(kind))

/** Whether something no longer needs approval afterwards. */
export const isLoosening = (before: readonly SwitchableKind[], after: readonly SwitchableKind[]): boolean =>
  before.some((kind) => !after.includes(kind))

/** One member as it is and as it would be. */
export interface Difference {
  readonly member: string
  readonly before: unknown
  readonly after: unknown
}

type Members = Readonly<Record<string, unknown>>

/** The members of `after` that are not as before. */
export const differences = (before: Members, after: Members): Difference[] =>
  Object.keys(after)
    .filter((member) => !isSame(before[member], after[member]))
    .map((member) => ({ member, before: before[member] ?? null, after: after[member] ?? null }))

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

/** What each member of a subscription that can be covered is. */
const kindOfMember: Readonly<Partial<Record<string, SwitchableKind>>> = {
  url: 'url',
  fqdn: 'url',
  ipAddresses: 'ipList',
  pinMode: 'ipList',
  eventTypes: 'eventScope',
  scope: 'eventScope',
  accounts: 'eventScope',
  origins: 'eventScope',
  project: 'eventScope',
  filter: 'eventScope',
  headers: 'credentials',
  auth: 'credentials',
  tls: 'credentials',
  signing: 'signing',
}

/** The kinds of a changed subscription, each once. */
export const subscriptionKinds = (changed: readonly Difference[]): SwitchableKind[] => [
  ...new Set(changed.flatMap(({ member }) => kindOfMember[member] ?? [])),
]
