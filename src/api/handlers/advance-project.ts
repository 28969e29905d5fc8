import { changeProject, findProject, lockProject, type ProjectRecord, readEvidence } from '../../db/projects.js'
import { hasReached, missingFor } from '../../domain/project-status.js'
import type { ApiDeps, Handler } from '../deps.js'
import { goLiveChange } from '../four-eyes/go-live-change.js'
import { submitChange } from '../four-eyes/submit-change.js'
import { Pending } from '../pending.js'
import { found, Problem } from '../problem.js'
import type { ChangeRequest } from '../tenants.js'
import { withRole } from '../with-role.js'

interface Advance {
  readonly verb: 'certify'
  readonly target: 'certified'
}

/** Moves a project on; nothing is written when it has come that far. Throws the Problem `not_ready`, which names what is missing. */
function advance(
  { tenants }: ApiDeps,
  request: ChangeRequest & { readonly params: { readonly id: string } },
  { verb, target }: Advance,
): Promise<ProjectRecord> {
  const { params, caller } = request
  return tenants.change(request, async (tx) => {
    const before = found(await lockProject(tx, params.id, caller))
    if (hasReached(before.status, target)) return { result: before }
    const missing = missingFor(target, { ...before, ...(await readEvidence(tx, before.id)) })
    if (missing.length > 0) throw new Problem('not_ready', { detail: missing.map(({ detail }) => detail).join('; '), errors: missing })
    await changeProject(tx, before, { status: target })
    const after = found(await findProject(tx, before.id, caller))
    return { result: after, audit: { account: before.account, action: `project.${verb}`, target: before.id, before, after } }
  })
}

export const certifyProject =
  (deps: ApiDeps): Handler<'certifyProject'> =>
  async (request) =>
    withRole(await advance(deps, request, { verb: 'certify', target: 'certified' }), request.caller)

export const goLiveProject =
  (deps: ApiDeps): Handler<'goLiveProject'> =>
  async (request) => {
    const advanced = await submitChange(deps, goLiveChange(), { ...request, ask: request.params })
    return advanced instanceof Pending ? advanced : withRole(advanced, request.caller)
  }
