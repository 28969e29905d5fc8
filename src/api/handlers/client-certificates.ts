import { newCertificateRequest } from '../../crypto/certificate-request.js'
import { clientKeyPlace } from '../../db/subscription-tls.js'
import { changeSubscription, findSubscription, lockSubscription } from '../../db/subscriptions.js'
import { auditOf } from '../audited-subscription.js'
import type { ApiDeps, Handler } from '../deps.js'
import {
  installClientCertificateChange,
  removeClientCertificateChange,
  requireNoneWaiting,
} from '../four-eyes/client-certificate-change.js'
import { submitChange } from '../four-eyes/submit-change.js'
import { found } from '../problem.js'
import { toSubscription } from '../to-subscription.js'

/** Nothing is shown to the receiver because of a request: it needs no four eyes. */
export const requestClientCertificate =
  (deps: ApiDeps): Handler<'requestClientCertificate'> =>
  async ({ params: { id }, body: { keyType, subject: given }, caller, source }) => {
    const { tenants, policy, sealer } = deps
    const subject = { ...given, commonName: given.commonName ?? id }
    const { csr, privateKey } = await newCertificateRequest(subject, keyType)
    return tenants.change({ caller, source }, async (tx) => {
      const before = found(await lockSubscription(tx, id, caller))
      await requireNoneWaiting(tx, before)
      await changeSubscription(tx, before, {
        clientCertificateRequest: { csr, keyType, subject, requestedAt: deps.clock().toISOString() },
        sealedRequestedKey: sealer.seal(Buffer.from(privateKey), clientKeyPlace(before.account, id, 'sealed_requested_key')),
      })
      const after = found(await findSubscription(tx, id, caller))
      return { result: toSubscription(after, policy), audit: auditOf('request-client-certificate', { before, after }, policy) }
    })
  }

export const installClientCertificate =
  (deps: ApiDeps): Handler<'installClientCertificate'> =>
  ({ params: { id }, body: { chain }, caller, source }) =>
    submitChange(deps, installClientCertificateChange(deps), { caller, source, ask: { id, chain } })

export const removeClientCertificate =
  (deps: ApiDeps): Handler<'removeClientCertificate'> =>
  ({ params: { id }, caller, source }) =>
    submitChange(deps, removeClientCertificateChange(deps), { caller, source, ask: { id } })
