import type { EndpointCheck } from '../contract/endpoint-checks.js'
import type { ActivationCheck } from '../contract/subscriptions.js'
import { refusalOf, toStepText } from '../domain/endpoint-check.js'
import type { CheckAsk } from '../engine/check-endpoint.js'
import { runCheck } from './check-subscription.js'
import type { ApiDeps } from './deps.js'
import { Problem } from './problem.js'

/**
 * The check of an endpoint that is to be activated; null when none is to be made, or none can be made here and it is not
 * required. Throws the Problem `check_failed` for what the mode does not let pass.
 */
export async function checkAtActivation(
  deps: ApiDeps,
  ask: CheckAsk,
  mode: ActivationCheck = deps.activationCheck,
): Promise<EndpointCheck | null> {
  if (mode === 'none' || (mode === 'report' && !deps.checkEndpoint)) return null
  const check = await runCheck(deps, ask)
  const refusal = refusalOf(check.steps, mode === 'required')
  if (refusal) throw new Problem('check_failed', { detail: toStepText(refusal) })
  return check
}

/** The answer to an activation: what the check has found is among the warnings, and in full. */
export function withCheck<Shown extends { readonly warnings: string[] }>(shown: Shown, check: EndpointCheck | null) {
  // the URL's own warnings are there already
  const found = check?.steps.filter(({ step, status }) => step !== 'url' && (status === 'failed' || status === 'warning')) ?? []
  return { ...shown, warnings: [...shown.warnings, ...found.map(toStepText)], check }
}
