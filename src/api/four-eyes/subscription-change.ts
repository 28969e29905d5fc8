import type { Subscription, UpdateSubscription } from '../../contract/subscriptions.js'
import { changeSubscription, findSubscription, lockSubscription, type SubscriptionRecord } from '../../db/subscriptions.js'
import { type Difference, differences, subscriptionKinds } from '../../domain/four-eyes.js'
import { usualTls } from '../../domain/receiver-tls.js'
import { defaultSigning } from '../../domain/signing/signing.js'
import { auditOf } from '../audited-subscription.js'
import type { ApiDeps } from '../deps.js'
import { found, Problem } from '../problem.js'
import { requireAccounts } from '../require-accounts.js'
import { requireAttached } from '../require-attachment.js'
import { parseEndpointChange, requirePinnable } from '../parse-endpoint.js'
import { requireRecipient, requireSignable } from '../parse-signing.js'
import { requireSendable, sealCredential, toCredential } from '../parse-auth.js'
import { parseTls, requireVerifiable } from '../parse-tls.js'
import { toSubscription } from '../to-subscription.js'
import type { CoveredChange } from './covered-change.js'

export interface SubscriptionAsk {
  readonly id: string
  readonly ifMatch: number
  readonly body: UpdateSubscription
}

export const subscriptionChange = ({
  policy,
  sealer,
  clock,
}: Pick<ApiDeps, 'policy' | 'sealer' | 'clock'>): CoveredChange<SubscriptionAsk, Subscription> => ({
  action: 'subscription.update',
  async plan(tx, { id, ifMatch, body: { auth, ...body } }, caller) {
    requireSendable({ headers: body.headers, auth }, policy)
    const before = found(await lockSubscription(tx, id, caller))
    const change = {
      ...body,
      ...parseEndpointChange(body, policy),
      ...(body.tls && { tls: parseTls(body.tls, clock()) }),
      ...(auth && sealCredential(sealer, toCredential(auth, clock()), before)),
    }
    if (before.version !== ifMatch) throw new Problem('version_mismatch', { detail: `it is at version ${before.version}` })
    await requireAttached(tx, { ...before, change }, caller)
    const { scope = before.scope, accounts = before.accounts } = change
    if (scope !== before.scope || accounts !== before.accounts) await requireAccounts(tx, { account: before.account, scope, accounts })
    const after = { ...before, ...(given(change) as Partial<SubscriptionRecord>) }
    requirePinnable(after)
    requireVerifiable(after)
    requireSignable(after)
    if (body.signing) requireRecipient(body.signing, clock())
    const changed = differences(shown(before), shown(after))
    return {
      ...before,
      target: id,
      kinds: subscriptionKinds(changed),
      differences: changed,
      async apply() {
        await changeSubscription(tx, before, change)
        const saved = found(await findSubscription(tx, id, caller))
        return { result: toSubscription(saved, policy), audit: auditOf('update', { before, after: saved }, policy) }
      },
    }
  },
})

/** What its owner can set. */
const settable = [
  ...(['url', 'fqdn', 'ipAddresses', 'pinMode', 'eventTypes', 'scope', 'accounts', 'origins', 'project', 'filter'] as const),
  ...([
    'description',
    'schedule',
    'style',
    'confirmation',
    'signing',
    'headers',
    'auth',
    'tls',
    'ordering',
    'timeoutMs',
    'deadlineSeconds',
    'maxConcurrency',
    'rateLimit',
    'contact',
    'technicalNotes',
  ] as const),
] as const

export type Registration = Pick<SubscriptionRecord, (typeof settable)[number]>

const shown = (record: Registration) => Object.fromEntries(settable.map((member) => [member, record[member]]))

/** What delivers anew, as a difference from nothing: what is left empty is none. */
export const registrationOf = (record: Registration): Difference[] => differences(nothing, shown(record))

const nothing = {
  ...{ ipAddresses: [], pinMode: 'off', scope: 'self', description: '', technicalNotes: '' },
  ...{ headers: {}, auth: { kind: 'none' }, signing: defaultSigning, tls: usualTls },
}

const given = (members: object): object => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
