import type { Kysely } from 'kysely'
import { findEventType } from '../../catalogue/catalogue.js'
import { newId } from '../../crypto/ids.js'
import { isAccountWithin } from '../../db/accounts.js'
import { findOwnEventType } from '../../db/event-types.js'
import type { Schema } from '../../db/schema.js'
import { findSubscription, type SubscriptionRecord } from '../../db/subscriptions.js'
import { mergeMembers } from '../../domain/merge-patch.js'
import type { Recipient } from '../../engine/event-row.js'
import type { ApiDeps, ApiRequest, Handler } from '../deps.js'
import { Problem } from '../problem.js'
import { requireAccount } from '../require-account.js'
import { invalidMember } from '../validate.js'
import { publishOne } from './publish-one.js'

type Request = ApiRequest<'simulateEvent'>

/** Publishes the example of a type as a test event: what follows is the delivery of any other event, to its end. */
export const simulateEvent =
  (deps: ApiDeps): Handler<'simulateEvent'> =>
  async (request) => {
    const { caller, source, context } = request
    const { subscription, data: changes, ...given } = request.body
    const { account, model, target } = await deps.tenants.read(caller, (tx) => read(tx, request))
    const id = given.id ?? newId('evt')
    const data = mergeMembers(model.example, changes)
    const { origin = model.origins[0], correlationId = id, project = target?.project ?? undefined } = given
    const event = { ...given, id, account, origin, correlationId, project, data, test: true } as const
    const published = await publishOne(deps, { caller, context, to: target && toRecipient(target) }, { text: JSON.stringify(event), event })
    const result = { ...published, type: event.type, account, correlationId, test: event.test, data }
    const after = { type: event.type, subscription, notifications: published.notifications.map((made) => made.id) }
    return deps.tenants.change({ caller, source }, () =>
      Promise.resolve({ result, audit: { account, action: 'simulation.create', target: id, after } }),
    )
  }

/** Whose event it is, what it is made of, and who alone gets it. */
async function read(tx: Kysely<Schema>, { body, caller }: Request) {
  const target = body.subscription === undefined ? undefined : await requireTarget(tx, body.subscription, caller)
  const account = body.account ?? target?.account ?? caller.accountId
  await requireAccount(tx, account, caller)
  if (target) await refuseOthers(tx, { account, project: body.project }, target)
  const model = findEventType(body.type) ?? (await findOwnEventType(tx, { account, type: body.type, version: undefined }, caller))
  if (!model) throw invalidMember('/type', 'no such event type: GET /v1/event-types lists those with an example')
  return { account, model, target }
}

/** Whatever it is registered for, nobody gets an event of an account or a project that is not its own. */
async function refuseOthers(
  tx: Kysely<Schema>,
  { account, project }: { readonly account: string; readonly project: string | undefined },
  target: SubscriptionRecord,
): Promise<void> {
  if (account !== target.account && !(await isAccountWithin(tx, { accountId: account, ancestor: target.account })))
    throw invalidMember('/account', `must be ${target.account}, which the subscription belongs to, or below it`)
  if (target.attachment !== null && project !== undefined && project !== target.project)
    throw invalidMember('/project', `must be ${String(target.project)}, whose webhook the subscription is`)
}

async function requireTarget(tx: Kysely<Schema>, id: string, caller: Request['caller']): Promise<SubscriptionRecord> {
  const target = await findSubscription(tx, id, caller)
  if (!target)
    throw invalidMember('/subscription', `no such subscription of the environment ${caller.environment}, or this key may not see it`)
  if (target.state === 'active' || target.state === 'paused') return target
  throw new Problem('wrong_state', { detail: `the subscription is ${target.state}: activate it first` })
}

const toRecipient = ({ id, account, host, state, failingSince, attachment, project }: SubscriptionRecord): Recipient => ({
  id,
  account,
  host,
  held: state === 'paused' || failingSince !== null,
  webhookOf: attachment === null ? null : project,
})
