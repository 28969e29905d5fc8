import { invalidMember } from './validate.js'

/** The page. Throws the Problem `validation_failed` when its cursor was not made by this list. */
export function requirePage<T>(page: T | undefined): T {
  if (page === undefined) throw invalidMember('/cursor', 'not a nextCursor of this list')
  return page
}
