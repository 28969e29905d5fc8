import type { Subscription } from '../../contract/subscriptions.js'
import { readClientCertificate } from '../../crypto/client-certificate.js'
import { findPendingOf } from '../../db/change-requests.js'
import { clientKeyPlace, noClientCertificate } from '../../db/subscription-tls.js'
import {
  changeSubscription,
  findSubscription,
  lockSubscription,
  type SubscriptionChange,
  type SubscriptionRecord,
} from '../../db/subscriptions.js'
import type { ClientCertificate } from '../../domain/client-certificate-types.js'
import { auditOf } from '../audited-subscription.js'
import type { ApiDeps } from '../deps.js'
import { found, Problem } from '../problem.js'
import { toSubscription } from '../to-subscription.js'
import { invalidMember } from '../validate.js'
import type { CoveredChange, Plan } from './covered-change.js'

type Deps = Pick<ApiDeps, 'policy' | 'sealer' | 'clock'>
type Tx = Parameters<CoveredChange<unknown, unknown>['plan']>[0]
type Caller = Parameters<CoveredChange<unknown, unknown>['plan']>[2]

export interface InstallAsk {
  readonly id: string
  readonly chain: string
}

const installing = 'subscription.install-client-certificate'

/** Throws the Problem `wrong_state` while a certificate waits to be approved: the next key would take the place of the one it is for. */
export async function requireNoneWaiting(tx: Tx, { id, account }: SubscriptionRecord): Promise<void> {
  const waiting = await findPendingOf(tx, { account, target: id, action: installing })
  if (waiting !== undefined)
    throw new Problem('wrong_state', {
      detail: `the certificate of the change request ${waiting} waits to be approved: have it decided first`,
    })
}

/** The certificate is for a key that was made here: the requested one, or the active one once more. */
export const installClientCertificateChange = (deps: Deps): CoveredChange<InstallAsk, Subscription> => ({
  action: installing,
  async plan(tx, { id, chain }, caller) {
    const before = found(await lockSubscription(tx, id, caller))
    const change = installed(deps, before, chain)
    return planOf(deps, tx, { before, change, caller, verb: 'install-client-certificate' })
  },
})

export const removeClientCertificateChange = (deps: Deps): CoveredChange<{ readonly id: string }, Subscription> => ({
  action: 'subscription.remove-client-certificate',
  async plan(tx, { id }, caller) {
    const before = found(await lockSubscription(tx, id, caller))
    const plan = planOf(deps, tx, { before, change: noClientCertificate, caller, verb: 'remove-client-certificate' })
    const isThere = before.clientCertificate ?? before.clientCertificateRequest
    return isThere ? plan : { ...plan, kinds: [], apply: () => Promise.resolve({ result: toSubscription(before, deps.policy) }) }
  },
})

function installed({ sealer, clock }: Deps, before: SubscriptionRecord, chain: string) {
  const { id, account, sealedRequestedKey, sealedClientKey } = before
  const open = (sealed: Buffer | null, column: Parameters<typeof clientKeyPlace>[2]) =>
    sealed === null ? undefined : sealer.open(sealed, clientKeyPlace(account, id, column)).toString()
  const requested = open(sealedRequestedKey, 'sealed_requested_key')
  const keys = [requested, open(sealedClientKey, 'sealed_client_key')].filter((key) => key !== undefined)
  if (keys.length === 0)
    throw new Problem('wrong_state', { detail: 'there is no key: ask for a certificate first (POST), and have that request signed' })
  const now = clock()
  const read = readClientCertificate(chain, keys, now)
  if (!read.ok) throw invalidMember('/chain', read.reason)
  return {
    clientCertificate: { ...read.certificate, installedAt: now.toISOString() },
    sealedClientKey: sealer.seal(Buffer.from(read.key), clientKeyPlace(account, id, 'sealed_client_key')),
    ...(read.key === requested && { clientCertificateRequest: null, sealedRequestedKey: null }),
  }
}

interface Planned {
  readonly before: SubscriptionRecord
  readonly change: SubscriptionChange & { readonly clientCertificate: ClientCertificate | null }
  readonly caller: Caller
  readonly verb: string
}

const planOf = ({ policy }: Deps, tx: Tx, { before, change, caller, verb }: Planned): Plan<Subscription> => ({
  ...before,
  target: before.id,
  kinds: ['credentials'],
  differences: [
    { member: 'clientCertificate', before: withoutChain(before.clientCertificate), after: withoutChain(change.clientCertificate) },
  ],
  async apply() {
    await changeSubscription(tx, before, change)
    const after = found(await findSubscription(tx, before.id, caller))
    return { result: toSubscription(after, policy), audit: auditOf(verb, { before, after }, policy) }
  },
})

/** Enough to know it by. */
export function withoutChain(certificate: ClientCertificate | null): unknown {
  if (certificate === null) return null
  const { chain: _, ...known } = certificate
  return known
}
