import type { ApiDeps, Handler } from '../deps.js'
import { rotateSecretChange } from '../four-eyes/rotate-secret-change.js'
import { submitChange } from '../four-eyes/submit-change.js'
import { Pending } from '../pending.js'
import { chooseSecret } from '../seal-secret.js'

/** The secret is shown to whoever asks for it, also when it has to wait for approval: the receiver can be told in time. */
export const rotateSecret =
  (deps: ApiDeps): Handler<'rotateSecret'> =>
  async ({ params, body, caller, source }) => {
    const secret = chooseSecret(body.secret)
    const ask = { id: params.id, secret, overlapSeconds: body.overlapSeconds }
    const rotated = await submitChange(deps, rotateSecretChange(deps), { caller, source, ask })
    return rotated instanceof Pending ? new Pending({ ...rotated.body, secret }) : { ...rotated, secret }
  }
