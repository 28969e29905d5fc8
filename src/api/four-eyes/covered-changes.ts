import type { ApiDeps } from '../deps.js'
import { activationChange } from './activation-change.js'
import { approvalsPolicyChange } from './approvals-policy-change.js'
import { installClientCertificateChange, removeClientCertificateChange } from './client-certificate-change.js'
import type { AnyCoveredChange } from './covered-change.js'
import { goLiveChange } from './go-live-change.js'
import { replayChange } from './replay-change.js'
import { rotateSecretChange } from './rotate-secret-change.js'
import { subscriptionChange } from './subscription-change.js'

/** Every change that four eyes can be asked for, by what the audit calls it: what is approved is found here. */
export function coveredChanges(deps: ApiDeps): ReadonlyMap<string, AnyCoveredChange> {
  const subscriptions = [activationChange(deps), rotateSecretChange(deps), subscriptionChange(deps)]
  const certificates = [installClientCertificateChange(deps), removeClientCertificateChange(deps)]
  const changes = [...subscriptions, ...certificates, approvalsPolicyChange(), goLiveChange(), replayChange(deps)]
  return new Map(changes.map((change) => [change.action, change]))
}
