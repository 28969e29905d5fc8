import type { ChangeRequestWithDifferences } from '../contract/change-requests.js'
import type { ProblemDetails } from '../contract/common.js'
import type { InputOf, OutputOf } from '../contract/operation-types.js'
import { type OperationId, type Route, type Routes, routes } from '../contract/routes.js'

type IfMatch<Op extends OperationId> = Routes[Op] extends { ifMatch: true } ? { ifMatch: number } : unknown

/** Parameters, query and body of an operation, side by side. */
type ClientInput<Op extends OperationId> = InputOf<Op, 'params', unknown> &
  InputOf<Op, 'query', unknown> &
  NonNullable<InputOf<Op, 'body', unknown>> &
  IfMatch<Op>

/** A body whose bytes matter may be given as the JSON text itself. */
type Ask<Op extends OperationId> = Routes[Op] extends { rawBody: true } ? ClientInput<Op> | string : ClientInput<Op>
type Arguments<Op extends OperationId> = Partial<ClientInput<Op>> extends ClientInput<Op> ? [ask?: Ask<Op>] : [ask: Ask<Op>]

/** One function for each operation of the contract. Each throws a ProblemError on any answer but the one asked for, a PendingChange when four eyes are needed, and a TypeError when there is none. */
export type Client = { readonly [Op in OperationId]: (...args: Arguments<Op>) => Promise<OutputOf<Op, 'response'>> }

/** The API said no; `problem.code` says why. */
export class ProblemError extends Error {
  readonly problem: ProblemDetails

  constructor(problem: ProblemDetails) {
    super(problem.detail === undefined ? problem.title : `${problem.title}: ${problem.detail}`)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** The change needs a second pair of eyes: it has not been done, and waits as this change request. */
export class PendingChange extends Error {
  /** `secret` is there for a rotation, once. */
  readonly request: ChangeRequestWithDifferences & { readonly secret?: string }

  constructor(request: PendingChange['request']) {
    super(`${request.action} waits for approval as ${request.id}`)
    this.name = 'PendingChange'
    this.request = request
  }
}

export interface ClientOptions {
  readonly baseUrl: string
  readonly apiKey: string
  /** For one operation, answer included; 30 s when absent. */
  readonly timeoutMs?: number
  /** Why whatever is changed is changed: kept in the audit, at most 500 characters. */
  readonly reason?: string | undefined
}

/** A client of the API of a node. It holds no connection of its own: there is nothing to close. */
export function createClient(options: ClientOptions): Client {
  const operations = Object.entries(routes as Record<string, Route>).map(([id, route]) => [
    id,
    (ask?: Given | string) => call(options, route, ask ?? {}),
  ])
  return Object.fromEntries(operations) as Client
}

type Given = Readonly<Record<string, unknown>>

async function call(options: ClientOptions, route: Route, ask: Given | string): Promise<unknown> {
  const { baseUrl, apiKey, timeoutMs = 30_000, reason } = options
  const { path, body, ifMatch } = toRequest(route, ask)
  const response = await fetch(baseUrl + path, {
    method: route.method.toUpperCase(),
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
      ...(reason !== undefined && { 'posthorn-reason': toHeader(reason) }),
    },
    signal: AbortSignal.timeout(timeoutMs),
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  if (response.status === 202 && route.pending) throw new PendingChange(JSON.parse(text) as PendingChange['request'])
  if (response.status !== route.status) throw new ProblemError(toProblem(response, text))
  return text === '' ? undefined : JSON.parse(text)
}

/** A header is bytes: those of the text's UTF-8, each as one character. Line ends would end it. */
function toHeader(text: string): string {
  const bytes = new TextEncoder().encode(text.replace(/\p{Cc}+/gu, ' ').trim())
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

interface Sent {
  readonly path: string
  readonly body?: string
  readonly ifMatch?: number
}

function toRequest(route: Route, ask: Given | string): Sent {
  if (typeof ask === 'string') return { path: route.path, body: ask }
  const inPath = new Set([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(ask[name])))
  const { ifMatch, ...others } = route.ifMatch ? ask : { ...ask, ifMatch: undefined }
  const rest = Object.entries(others).filter(([name, value]) => !inPath.has(name) && value !== undefined)
  if (!route.body) return { path: path + toQuery(rest) }
  const inQuery = namesOf(route.query)
  const [query, body] = [rest.filter(([name]) => inQuery.has(name)), rest.filter(([name]) => !inQuery.has(name))]
  return {
    path: path + toQuery(query),
    body: JSON.stringify(Object.fromEntries(body)),
    ...(ifMatch !== undefined && { ifMatch: Number(ifMatch) }),
  }
}

/** The members of an object's schema. */
const namesOf = (schema: Route['query']): ReadonlySet<string> =>
  new Set(schema && Object.keys((schema.def as unknown as { shape: Readonly<Record<string, unknown>> }).shape))

function toQuery(members: readonly [string, unknown][]): string {
  const query = new URLSearchParams(members.map(([name, value]): [string, string] => [name, String(value)])).toString()
  return query === '' ? '' : `?${query}`
}

/** Something between us and the API may answer too, in its own way. */
function toProblem({ status, headers }: Response, text: string): ProblemDetails {
  if (headers.get('content-type')?.startsWith('application/problem+json')) return JSON.parse(text) as ProblemDetails
  return { type: 'about:blank', title: `Unexpected answer: HTTP ${status}`, status, code: 'unexpected_answer' }
}
