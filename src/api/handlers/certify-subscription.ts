import { findSubscription } from '../../db/subscriptions.js'
import { checkBusy, checkUnavailable } from '../check-subscription.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'

/** One trial. Changes nothing; it is audited all the same, because it makes us send something to somebody. */
export const certifySubscription =
  ({ tenants, tryEndpoint }: ApiDeps): Handler<'certifySubscription'> =>
  async ({ params, body: { trial }, caller, source }) => {
    const record = found(await tenants.read(caller, (tx) => findSubscription(tx, params.id, caller)))
    if (!tryEndpoint) throw checkUnavailable()
    const { id: subscription, account, environment, version } = record
    const tried = await tryEndpoint({ subscription, account, environment, version, trial })
    if (!tried) throw checkBusy()
    const result = { trial, ...tried, deliveries: [...tried.deliveries] }
    const audit = { account, action: 'simulation.certify', target: subscription, after: { trial, status: tried.status } }
    return tenants.change({ caller, source }, () => Promise.resolve({ result, audit }))
  }
