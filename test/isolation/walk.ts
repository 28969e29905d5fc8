import { type OperationId, type Route, routes } from '../../src/contract/routes.js'
import { type Answered, send } from '../helpers/http.js'
import type { Belongings } from './belongings.js'
import { type Place, placesOf } from './places.js'
import { isChosen, isPlatforms, isPublishing, morePlaces, type Parts, type Requests, requests } from './requests.js'
import type { Tenant } from './tenant.js'
import { toAsk } from './to-ask.js'

/** Something of another tenant's was seen, changed, or said to be there. */
export interface Leak {
  readonly operation: OperationId
  readonly place: string
  readonly what: string
}

export interface Walk {
  readonly baseUrl: string
  readonly own: Tenant
  readonly others: Belongings
  /** What is asked instead, where the tenant cannot ask what others can. */
  readonly instead?: Partial<Requests>
  /** Ids stand there as well. */
  readonly places?: Readonly<Partial<Record<OperationId, readonly Place[]>>>
  /** Operations that are not for such a tenant at all. */
  readonly isRefused?: (operation: OperationId) => boolean
}

/** Every route with every id of another tenant at every place where an id can stand. */
export async function walkRoutes(walk: Walk): Promise<Leak[]> {
  const used = new Set<string>()
  const leaks: Leak[] = []
  for (const [id, route] of inTurn()) leaks.push(...(await walkRoute(walk, { id, route, used })))
  return leaks
}

/**
 * Deleting late: what is gone cannot leak. Publishing last: it may use the ids of the others' events for its own, which are
 * then found under them.
 */
function inTurn(): [OperationId, Route][] {
  const all = Object.entries(routes) as [OperationId, Route][]
  const turn = ([id, { method }]: [OperationId, Route]) => (isPublishing(id) ? 2 : method === 'delete' ? 1 : 0)
  return all.sort((one, other) => turn(one) - turn(other))
}

interface Operation {
  readonly id: OperationId
  readonly route: Route
  /** Ids of the others that the tenant has given to things of its own. */
  readonly used: Set<string>
}

const howToAsk = (walk: Walk, { id, route }: Operation) => ({
  request: walk.instead?.[id] ?? requests[id],
  places: [...placesOf(route), ...(morePlaces[id] ?? []), ...(walk.places?.[id] ?? [])],
  isRefused: (walk.isRefused ?? isPlatforms)(id),
})

async function walkRoute(walk: Walk, operation: Operation): Promise<Leak[]> {
  const { id, route } = operation
  const { request, places, isRefused } = howToAsk(walk, operation)
  const before = await walk.others.fingerprint()
  const own = await request(walk.own)
  const partsFor = (place: Place) => (isChosen(id, place) ? request(walk.own) : own)
  const leaks: Leak[] = []
  const told = (place: string, what: string) => leaks.push({ operation: id, place, what })
  for (const place of places) {
    const name = `${place.part} ${place.path.join('.')}`
    for (const foreign of place.path.at(-1) === 'cursor' ? walk.others.cursors : walk.others.ids) {
      const answer = await ask(walk, route, put(await partsFor(place), place, foreign))
      const status = statusOf(answer)
      if (!(isRefused ? status === 403 : isRefusal(operation, place, status))) told(name, `answered ${status}`)
      if (isChosen(id, place)) operation.used.add(foreign)
      seen(walk, answer, [...operation.used, foreign]).forEach((what) => told(name, what))
    }
  }
  const answer = await ask(walk, route, await request(walk.own))
  if (answer.status !== (isRefused ? 403 : route.status))
    throw new Error(`${id} with own ids was answered ${answer.status}: ${answer.text}`)
  seen(walk, answer, [...operation.used]).forEach((what) => told('none', what))
  if ((await walk.others.fingerprint()) !== before) told('any', 'data was changed')
  return leaks
}

/** What is in a path does not exist; what is named in a body is refused; a filter or a cursor may find nothing. */
function isRefusal({ id, route }: Operation, place: Place, status: number): boolean {
  if (place.part === 'params' && !isChosen(id, place)) return status === 404
  if (place.part === 'query' || isChosen(id, place)) return [404, 409, 422, route.status].includes(status)
  return [404, 422].includes(status)
}

/** A batch has a status for each of its events. */
const statusOf = ({ status, json }: Answered): number => json.results?.[0]?.status ?? status

/** What of the others is in an answer, beside what the request itself said. */
function seen({ others }: Walk, { text, headers }: Answered, said: readonly string[]): string[] {
  const answer = text + JSON.stringify([...headers])
  const found = [others.tenant.mark, ...others.ids.filter((id) => !said.includes(id))].filter((secret) => answer.includes(secret))
  return found.map((secret) => `showed ${secret}`)
}

const ask = ({ baseUrl, own }: Walk, route: Route, parts: Parts): Promise<Answered> =>
  send({ baseUrl, apiKey: parts.apiKey ?? own.apiKey }, toAsk(route, parts))

/** The request with the id at the place. */
function put(parts: Parts, { part, path }: Place, id: string): Parts {
  return { ...parts, [part]: within(parts[part], path, id) }
}

function within(value: unknown, [step, ...rest]: readonly (string | number)[], id: string): unknown {
  if (step === undefined) return id
  if (typeof step === 'number') return [within((value as unknown[] | undefined)?.[step], rest, id)]
  const members = (value ?? {}) as Record<string, unknown>
  return { ...members, [step]: within(members[step], rest, id) }
}
