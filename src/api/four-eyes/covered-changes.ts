import type { ApiDeps } from '../deps.js'
import { approvalsPolicyChange } from './approvals-policy-change.js'
import type { AnyCoveredChange } from './covered-change.js'
import { goLiveChange } from './go-live-change.js'
import { rotateSecretChange } from './rotate-secret-change.js'
import { subscriptionChange } from './subscription-change.js'

/** Every change that four eyes can be asked for, by what the audit calls it: what is approved is found here. */
export function coveredChanges(deps: ApiDeps): ReadonlyMap<string, AnyCoveredChange> {
  const changes = [approvalsPolicyChange(), goLiveChange(), rotateSecretChange(deps), subscriptionChange(deps)]
  return new Map(changes.map((change) => [change.action, change]))
}
