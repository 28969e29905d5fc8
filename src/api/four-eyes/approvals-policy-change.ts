import { lockAccount } from '../../db/accounts.js'
import { findPolicy, putPolicy } from '../../db/approval-policies.js'
import { differences, isLoosening, type SwitchableKind } from '../../domain/four-eyes.js'
import { found, Problem } from '../problem.js'
import type { CoveredChange } from './covered-change.js'
import { type PolicyView, readPolicy } from './read-policy.js'

export interface PolicyAsk {
  readonly account: string
  readonly ifMatch: number
  readonly kinds: readonly SwitchableKind[]
}

/** Asking for more is done at once; asking for less needs four eyes itself. */
export const approvalsPolicyChange = (): CoveredChange<PolicyAsk, PolicyView> => ({
  action: 'approvals-policy.set',
  async plan(tx, ask, caller) {
    const { id: account } = found(await lockAccount(tx, ask.account, caller))
    const { environment } = caller
    const place = { account, environment }
    const before = await findPolicy(tx, place)
    if (before.version !== ask.ifMatch) throw new Problem('version_mismatch', { detail: `it is at version ${before.version}` })
    const kinds = [...new Set(ask.kinds)].sort()
    const changed = differences({ kinds: before.kinds }, { kinds })
    return {
      ...place,
      target: account,
      version: before.version,
      kinds: isLoosening(before.kinds, kinds) ? ['approvals'] : [],
      differences: changed,
      async apply() {
        if (changed.length === 0) return { result: await readPolicy(tx, place) }
        const after = { kinds, version: before.version + 1 }
        await putPolicy(tx, place, after)
        const shown = (policy: object) => ({ environment, ...policy })
        return {
          result: await readPolicy(tx, place),
          audit: { account, action: 'approvals-policy.set', target: account, before: shown(before), after: shown(after) },
        }
      },
    }
  },
})
