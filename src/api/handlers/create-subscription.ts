import { newId } from '../../crypto/ids.js'
import { isAccountWithin } from '../../db/accounts.js'
import { insertSecret } from '../../db/subscription-secrets.js'
import { findSubscription, insertSubscription } from '../../db/subscriptions.js'
import type { ApiDeps, Caller, Handler } from '../deps.js'
import { parseEndpoint, toSubscription } from '../to-subscription.js'
import { found } from '../problem.js'
import { chooseSecret, sealSecret } from '../seal-secret.js'
import { invalidMember } from '../validate.js'

export const createSubscription =
  (deps: ApiDeps): Handler<'createSubscription'> =>
  async ({ body, caller }) => {
    const { account = caller.accountId, url, secret: own, activate, ...settings } = body
    const endpoint = parseEndpoint(url, deps.policy)
    const secret = chooseSecret(own)
    await requireAccount(deps, account, caller)
    const id = newId('sub')
    const created = await deps.db.query.transaction().execute(async (tx) => {
      await insertSubscription(tx, { id, account, ...settings, ...endpoint, state: activate ? 'active' : 'created' })
      await insertSecret(tx, sealSecret(deps.sealer, { id, account }, secret))
      return found(await findSubscription(tx, id, caller))
    })
    return { ...toSubscription(created, deps.policy), secret }
  }

async function requireAccount({ db }: ApiDeps, account: string, { accountId }: Caller): Promise<void> {
  if (account === accountId || (await isAccountWithin(db.query, { accountId: account, ancestor: accountId }))) return
  throw invalidMember('/account', 'no such account, or this key may not act for it')
}
