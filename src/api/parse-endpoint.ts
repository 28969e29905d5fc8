import type { EgressPolicy } from '../domain/egress.js'
import { faultsOfAddresses } from '../domain/address-list.js'
import { faultsOfPinning, type Pinned } from '../domain/pinning.js'
import { judgeUrl, refuseFqdn } from '../domain/url-policy.js'
import { type FieldError, Problem } from './problem.js'

export interface GivenEndpoint {
  readonly url?: string | undefined
  readonly fqdn?: string | null | undefined
  readonly ipAddresses?: readonly string[] | undefined
}

interface Endpoint {
  readonly url: string
  readonly host: string
}

/** The URL with its host. Throws the Problem `validation_failed` with every reason why URL, name and addresses may not be registered (S0-7, S0-14, S0-15). */
export function parseEndpoint(given: GivenEndpoint & { readonly url: string }, policy: EgressPolicy): Endpoint {
  const judged = judgeUrl(given.url, policy)
  refuse([...(judged.ok ? [] : [{ pointer: '/url', detail: judged.reason }]), ...faultsOf(given, policy)])
  return { url: given.url, host: judged.ok ? judged.host : '' }
}

/** The same of a change, in which the URL may be left out. */
export function parseEndpointChange({ url, ...rest }: GivenEndpoint, policy: EgressPolicy): Partial<Endpoint> {
  if (url !== undefined) return parseEndpoint({ url, ...rest }, policy)
  refuse(faultsOf(rest, policy))
  return {}
}

/** Throws the Problem `validation_failed` when the registered addresses cannot be followed in the mode that is asked for (S0-16). */
export const requirePinnable = (pinned: Pinned): void => {
  refuse(faultsOfPinning(pinned).map(({ member, reason }) => ({ pointer: `/${member}`, detail: reason })))
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
}

function faultsOf({ fqdn, ipAddresses = [] }: GivenEndpoint, policy: EgressPolicy): FieldError[] {
  const refusal = fqdn === undefined || fqdn === null ? undefined : refuseFqdn(fqdn, policy)
  return [
    ...(refusal === undefined ? [] : [{ pointer: '/fqdn', detail: refusal }]),
    ...faultsOfAddresses(ipAddresses, policy).map(({ index, reason }) => ({ pointer: `/ipAddresses/${index}`, detail: reason })),
  ]
}
