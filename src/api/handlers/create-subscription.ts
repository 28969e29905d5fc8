import { newId } from '../../crypto/ids.js'
import { type PolicyPlace, requiredApprovals } from '../../db/approval-policies.js'
import { insertSecret } from '../../db/subscription-secrets.js'
import { noClientCertificate } from '../../db/subscription-tls.js'
import { findSubscription, insertSubscription } from '../../db/subscriptions.js'
import { neededKinds, subscriptionKinds } from '../../domain/four-eyes.js'
import type { NewEndpoint } from '../../engine/check-endpoint.js'
import { auditOf } from '../audited-subscription.js'
import { checkAtActivation, withCheck } from '../check-at-activation.js'
import type { ApiDeps, ApiRequest, Handler } from '../deps.js'
import { activationChange } from '../four-eyes/activation-change.js'
import { submitChange } from '../four-eyes/submit-change.js'
import { type Registration, registrationOf } from '../four-eyes/subscription-change.js'
import { ownerOfSubscription } from '../owner-of-subscription.js'
import { parseEndpoint, requirePinnable } from '../parse-endpoint.js'
import { requireRecipient, requireSignable } from '../parse-signing.js'
import { requireSendable, sealCredential, toCredential } from '../parse-auth.js'
import { parseTls, requireVerifiable } from '../parse-tls.js'
import { Pending } from '../pending.js'
import { found } from '../problem.js'
import { requireAccounts } from '../require-accounts.js'
import { chooseSecret, sealSecret } from '../seal-secret.js'
import { toStateReason } from '../steer-subscription.js'
import { toSubscription } from '../to-subscription.js'

type Request = ApiRequest<'createSubscription'>
type Tx = Parameters<typeof ownerOfSubscription>[0]

export const createSubscription =
  (deps: ApiDeps): Handler<'createSubscription'> =>
  async (request) => {
    const { tenants, policy, sealer } = deps
    const { body, caller, source } = request
    const { secret: own, activate, check: _, auth, ...given } = body
    const settings = { ...given, confirmation: given.confirmation ?? usualConfirmation(given), tls: parseTls(given.tls, deps.clock()) }
    requireSendable(body, policy)
    const credential = toCredential(auth, deps.clock())
    const endpoint = parseEndpoint(body, policy)
    requirePinnable(body)
    requireVerifiable({ ...settings, environment: caller.environment })
    requireSignable({ ...settings, auth: credential.shown })
    requireRecipient(settings.signing, deps.clock())
    const secret = chooseSecret(own)
    const id = newId('sub')
    const probed = { ...settings, ...endpoint, secret, auth: credential.shown, credential: credential.secret }
    const check = activate ? await checkNew(deps, request, { id, endpoint: probed }) : null
    const { waits, ...created } = await tenants.change({ caller, source }, async (tx) => {
      const owner = await allowedOwner(tx, request)
      const { environment } = caller
      const waits =
        activate && (await needsApproval(tx, { account: owner.account, environment }, { ...settings, ...endpoint, auth: credential.shown }))
      const state = { state: activate && !waits ? ('active' as const) : ('created' as const), stateReason: toStateReason(request) }
      await insertSubscription(tx, {
        id,
        environment,
        ...settings,
        ...owner,
        ...endpoint,
        ...sealCredential(sealer, credential, { id, ...owner }),
        ...noClientCertificate,
        ...state,
      })
      await insertSecret(tx, sealSecret(sealer, { id, account: owner.account }, secret))
      const after = found(await findSubscription(tx, id, caller))
      return { result: { ...withCheck(toSubscription(after, policy), check), waits }, audit: auditOf('create', { after }, policy) }
    })
    return { ...created, ...(waits ? await askToActivate(deps, request, created) : { changeRequest: null }), secret }
  }

/** What a receiver answers unless it says otherwise; of a security event token RFC 8935 says. */
const usualConfirmation = ({ signing }: Pick<Request['body'], 'signing'>): { name: 'set-push-202' | 'http-2xx' } => ({
  name: signing.jwtBody ? 'set-push-202' : 'http-2xx',
})

async function needsApproval(tx: Tx, place: PolicyPlace, registered: Registration): Promise<boolean> {
  return neededKinds(subscriptionKinds(registrationOf(registered)), await requiredApprovals(tx, place)).length > 0
}

/** It exists, and delivers nothing until somebody else has approved it. */
async function askToActivate(deps: ApiDeps, request: Request, { id, warnings }: { id: string; warnings: string[] }) {
  const { caller, source } = request
  const asked = await submitChange(deps, activationChange(deps), { caller, source, ask: { id, reason: toStateReason(request) } })
  // somebody has just lowered what needs approval
  if (!(asked instanceof Pending)) return { ...asked, changeRequest: null }
  const { id: changeRequest, kinds } = asked.body
  return {
    changeRequest,
    warnings: [...warnings, `not active yet: ${kinds.join(', ')} needs four eyes, and somebody else approves ${changeRequest}`],
  }
}

async function allowedOwner(tx: Tx, { body, caller }: Request) {
  const owner = await ownerOfSubscription(tx, body, caller)
  await requireAccounts(tx, { ...body, account: owner.account })
  return owner
}

const unknownSecret = 'not sent: the receiver cannot know the signing secret yet. Check again when it does'

/** Nothing is sent for a request that would be refused anyway. */
async function checkNew(deps: ApiDeps, request: Request, { id, endpoint }: { id: string; endpoint: NewEndpoint }) {
  const { body, caller } = request
  const { account } = await deps.tenants.read(caller, (tx) => allowedOwner(tx, request))
  const withoutPing = body.secret === undefined ? unknownSecret : undefined
  return checkAtActivation(deps, { subscription: id, account, environment: caller.environment, endpoint, withoutPing }, body.check)
}
