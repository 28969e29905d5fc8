import { type EgressPolicy, type EgressSettings, parseEgressPolicy } from '../../src/domain/egress.js'

/** A policy as an operator writes it. */
export function aPolicy(settings: Partial<EgressSettings> = {}): EgressPolicy {
  const parsed = parseEgressPolicy({ allow: '', local: 'deny', allowHttp: false, ...settings })
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.policy
}

/** Public https endpoints only. */
export const closed = aPolicy()
export const open = aPolicy({ allow: '10.1.0.0/16, fd00::/8, erp:9000, 10.9.9.9' })
