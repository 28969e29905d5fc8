import type { ProjectRole } from '../domain/project-roles.js'
import type { Caller } from './caller.js'

/** A project with the role of the member whose key asks. */
export const withRole = <Project extends object>(project: Project, { role }: Caller): Project & { role: ProjectRole | null } => ({
  ...project,
  role,
})
