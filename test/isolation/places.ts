import type { z } from 'zod'
import { Filter } from '../../src/contract/filter.js'
import type { Route } from '../../src/contract/routes.js'

/** Where in a request an id can stand. */
export interface Place {
  readonly part: 'params' | 'query' | 'body'
  /** Members on the way to it; a number is a place in an array. */
  readonly path: readonly (string | number)[]
}

/** Members that name something of a tenant. */
const ids = new Set([
  'id',
  'kid',
  'account',
  'parent',
  'target',
  'subscription',
  'event',
  'cursor',
  'include',
  'exclude',
  'accounts',
  'attachment',
  'member',
])

/** Members that are text and name nothing of a tenant. */
const plain = new Set(
  `name person role kind type eventType eventTypes origin origins occurredAt correlationId priority after before from to since state url description
  secret reason scope scopes allowedAddresses expiresAt environment domain flow product project kinds breakGlass code status pending dryRun ref subject fqdn ipAddresses pinMode email phone technicalNotes data events style resource pointers words username password token tokenUrl clientId clientAuthentication clientSecret audience text path equals value alg pem at header key authorities pins chain keyType commonName organization organizationalUnit locality country trial`.split(
    /\s+/,
  ),
)

/** Every place of a route. Throws when a member is not known to be an id or none. */
export function placesOf(route: Route): Place[] {
  return (['params', 'query', 'body'] as const).flatMap((part) => {
    const schema = route[part]
    return schema
      ? textsIn(schema, [])
          .filter((path) => part === 'params' || isId(path))
          .map((path) => ({ part, path }))
      : []
  })
}

function isId(path: readonly (string | number)[]): boolean {
  const name = String(path.findLast((step) => typeof step === 'string'))
  if (ids.has(name)) return true
  if (plain.has(name)) return false
  throw new Error(`test/isolation/places.ts does not know whether ${path.join('.')} is an id of something that a tenant owns`)
}

interface Def {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly innerType?: z.ZodType
  readonly element?: z.ZodType
  readonly in?: z.ZodType
  readonly options?: readonly z.ZodType[]
}

/** The paths of all members that may be text. */
function textsIn(schema: z.ZodType, path: readonly (string | number)[]): (readonly (string | number)[])[] {
  // About an event's data: it names nothing of a tenant, and holds itself.
  if (schema === Filter) return []
  const def = schema.def as unknown as Def
  if (def.shape) return Object.entries(def.shape).flatMap(([name, member]) => textsIn(member, [...path, name]))
  if (def.innerType) return textsIn(def.innerType, path)
  if (def.element) return textsIn(def.element, [...path, 0])
  if (def.in) return textsIn(def.in, path)
  if (def.options) return distinct(def.options.flatMap((option) => textsIn(option, path)))
  return ['string', 'unknown', 'any'].includes(def.type) ? [path] : []
}

const distinct = (paths: readonly (readonly (string | number)[])[]) => [...new Map(paths.map((path) => [path.join('.'), path])).values()]
