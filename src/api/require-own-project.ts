import type { Caller } from './caller.js'
import { invalidMember } from './validate.js'

/** The project that is meant: that of the key when it is bound to one. Throws the Problem `validation_failed` when another one is named. */
export function requireOwnProject(asked: string | undefined, { project }: Pick<Caller, 'project'>): string | undefined {
  if (project === null) return asked
  if (asked === undefined || asked === project) return project
  throw invalidMember('/project', `this key is bound to ${project}: leave it out`)
}
