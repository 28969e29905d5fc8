import type { EndpointCheck } from '../contract/endpoint-checks.js'
import type { SubscriptionRecord } from '../db/subscriptions.js'
import type { CheckAsk } from '../engine/check-endpoint.js'
import type { ApiDeps } from './deps.js'
import { Problem } from './problem.js'

/** Checks an endpoint. Throws the Problem `check_busy` when that has to wait, `check_unavailable` on a node that dials nobody. */
export async function runCheck({ checkEndpoint }: ApiDeps, ask: CheckAsk): Promise<EndpointCheck> {
  if (!checkEndpoint) throw checkUnavailable()
  const check = await checkEndpoint(ask)
  if (!check) throw checkBusy()
  const { status, checkedAt, steps, certificate } = check
  return {
    status,
    checkedAt: checkedAt.toISOString(),
    steps: [...steps],
    certificate: certificate && { expiresAt: certificate.expiresAt.toISOString(), daysLeft: certificate.daysLeft },
  }
}

/** This node dials nobody. */
export const checkUnavailable = (): Problem =>
  new Problem('check_unavailable', { detail: 'this node does not deliver: ask one with the role worker' })

/** Another check of the endpoint has to end first, or the account has too much open. */
export const checkBusy = (): Problem => new Problem('check_busy', { headers: { 'retry-after': '5' } })

/** A subscription as it is stored. */
export const toCheckAsk = ({ id, account, environment, version }: SubscriptionRecord): CheckAsk => ({
  subscription: id,
  account,
  environment,
  endpoint: version,
})

/** What the audit says of a check. */
export const toAuditedCheck = ({ status, steps }: EndpointCheck): unknown => ({
  status,
  steps: Object.fromEntries(steps.map((step) => [step.step, step.status])),
})
