import { changeProject, findProject, lockProject, type ProjectRecord, readEvidence } from '../../db/projects.js'
import { hasReached, missingFor } from '../../domain/project-status.js'
import { found, Problem } from '../problem.js'
import type { CoveredChange } from './covered-change.js'

/** Throws the Problem `not_ready`, which names what is missing. */
export const goLiveChange = (): CoveredChange<{ readonly id: string }, ProjectRecord> => ({
  action: 'project.go-live',
  async plan(tx, { id }, caller) {
    const before = found(await lockProject(tx, id, caller))
    const isLive = hasReached(before.status, 'live')
    const missing = isLive ? [] : missingFor('live', { ...before, ...(await readEvidence(tx, id)) })
    if (missing.length > 0) throw new Problem('not_ready', { detail: missing.map(({ detail }) => detail).join('; '), errors: missing })
    return {
      ...before,
      target: id,
      kinds: isLive ? [] : ['goLive'],
      differences: [{ member: 'status', before: before.status, after: 'live' }],
      async apply() {
        if (isLive) return { result: before }
        await changeProject(tx, before, { status: 'live' })
        const after = found(await findProject(tx, id, caller))
        return { result: after, audit: { account: before.account, action: 'project.go-live', target: id, before, after } }
      },
    }
  },
})
