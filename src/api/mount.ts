import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Express, RequestHandler } from 'express'
import { maxReasonChars, takesReason } from '../contract/reason.js'
import { type OperationId, type Route, routes } from '../contract/routes.js'
import { type Authenticate, createAuthenticate } from './authenticate.js'
import { clientAddress } from '../domain/client-address.js'
import type { Block } from '../domain/ip-address.js'
import type { Caller, RequestSource } from './caller.js'
import { findJsonProblem } from '../domain/json-limits.js'
import type { ApiDeps, Handlers } from './deps.js'
import { Pending } from './pending.js'
import { Problem } from './problem.js'
import { type CountRequest, createRateLimit, kindOf } from './rate-limit.js'
import { readBody } from './read-body.js'
import { refusalOfKey } from './refusal-of-key.js'
import { contextOf, type RequestContext } from './request-context.js'
import { invalidMember, parseJson, validate } from './validate.js'

interface AnyRequest {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly rawBody: string
  readonly ifMatch: number | undefined
  readonly caller: Caller
  readonly source: RequestSource
  readonly context: RequestContext
}
type AnyHandler = (request: AnyRequest) => Promise<unknown>

interface Operation {
  readonly id: OperationId
  readonly route: Route
  readonly handle: AnyHandler
  readonly authenticate: Authenticate
  readonly count: CountRequest
  readonly trustedProxies: readonly Block[]
  readonly maxBodyBytes: number
}

const entries = Object.entries(routes) as [OperationId, Route][]
const projectKeyForms: readonly Route['projectKeys'][] = ['their own', 'the same', 'refused']
const scopeForm = /^(?:any|[a-z-]+:(?:read|write|steer))$/
const bodyTimeoutMs = 10_000
const batchFactor = 16
const pendingPath = routes.listChangeRequests.path

/** A request on its way to an operation; a route without parameters needs none of what Express adds. */
type RoutedRequest = IncomingMessage & { readonly params?: unknown; readonly query?: unknown; readonly path?: string }

/** Answers a request of one operation; rejects with what the problem handler is to make an answer of. */
export type Answer = (request: RoutedRequest, response: ServerResponse) => Promise<void>

/** What answers each operation of the contract. Throws when a route does not say which scope it needs, and what it is to keys of one project. */
export function createAnswers(handlers: Handlers, deps: ApiDeps): Record<OperationId, Answer> {
  const authenticate = createAuthenticate(deps.findKey)
  const count = createRateLimit(deps.rateLimits)
  const { trustedProxies } = deps
  const answers = entries.map(([id, route]) => {
    const maxBodyBytes = deps.limits.bodyBytes * (id === 'publishBatch' ? batchFactor : 1)
    if (!scopeForm.test(route.scope)) throw new Error(`the route ${id} declares no scope`)
    if (!projectKeyForms.includes(route.projectKeys)) throw new Error(`the route ${id} does not say what keys of a project get`)
    return [id, answer({ id, route, handle: handlers[id] as AnyHandler, authenticate, count, trustedProxies, maxBodyBytes })]
  })
  return Object.fromEntries(answers) as Record<OperationId, Answer>
}

/** Puts every route of the contract on the app, in the order of the table. */
export function mountRoutes(app: Express, answers: Record<OperationId, Answer>): void {
  for (const [id, route] of entries) app[route.method](toExpressPath(route.path), answers[id])
  for (const [path, methods] of methodsByPath(entries.map(([, route]) => route))) app.all(toExpressPath(path), refuseMethod(methods))
}

const toExpressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

function answer(operation: Operation): Answer {
  const kind = kindOf(operation.route.scope)
  return async (request, response) => {
    const context = contextOf(response)
    context.operation = operation.id
    response.setHeader('cache-control', 'no-store')
    const source = sourceOf(request, context.requestId, operation.trustedProxies)
    const caller = await operation.authenticate(request, source.address)
    context.caller = caller
    operation.count(caller, kind, response)
    requireScope(caller, operation)
    if (takesReason(operation.route)) refuseLongReason(source)
    const result = await operation.handle({ ...(await parseRequest(request, operation)), caller, source, context })
    send(request, response, { route: operation.route, result })
  }
}

function sourceOf({ headers, socket }: RoutedRequest, requestId: string, trusted: readonly Block[]): RequestSource {
  const forwardedFor = headers['x-forwarded-for']
  const hops = { remote: socket.remoteAddress, forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor }
  return { address: clientAddress(hops, trusted), requestId, reason: toReason(headers['posthorn-reason']) }
}

/** Node reads a header's bytes as Latin-1; people write UTF-8. */
function toReason(header: string | string[] | undefined): string | null {
  if (typeof header !== 'string' || header === '') return null
  return Buffer.from(header, 'latin1').toString('utf8')
}

function refuseLongReason({ reason }: RequestSource): void {
  if (reason !== null && Array.from(reason).length > maxReasonChars)
    throw new Problem('validation_failed', { detail: `the header posthorn-reason must have at most ${String(maxReasonChars)} characters` })
}

function requireScope(caller: Caller, { id, route }: Operation): void {
  const detail = refusalOfKey(caller, id, route)
  if (detail !== undefined) throw new Problem('forbidden', { detail })
}

async function parseRequest(
  request: RoutedRequest,
  { route, maxBodyBytes }: Operation,
): Promise<Omit<AnyRequest, 'caller' | 'source' | 'context'>> {
  const rawBody = route.body ? await readBody(request, { bytes: maxBodyBytes, timeoutMs: bodyTimeoutMs }) : ''
  return {
    params: route.params && parseParams(route.params, request.params),
    query: route.query && validate(route.query, request.query),
    body: route.body && validate(route.body, parseBody(route, rawBody)),
    rawBody,
    ifMatch: route.ifMatch && parseIfMatch(request.headers['if-match']),
  }
}

/** An id that cannot be one names nothing. */
function parseParams(schema: NonNullable<Route['params']>, params: unknown): unknown {
  const parsed = schema.safeParse(params)
  if (!parsed.success) throw new Problem('not_found')
  return parsed.data
}

/** An empty body stands for none where the contract lets it be left out. */
function parseBody({ body, rawBody }: Route, text: string): unknown {
  if (text === '' && body?.safeParse(undefined).success) return undefined
  const value = parseJson(text)
  // A handler of the raw body looks at it itself.
  const problem = rawBody ? undefined : findJsonProblem(text)
  if (problem) throw invalidMember(problem.pointer, problem.reason)
  return value
}

/** The version of an entity tag such as `"3"`; NaN, which equals no version, for any other tag. */
function parseIfMatch(header: string | undefined): number {
  if (header === undefined)
    throw new Problem('if_match_required', { detail: 'send the version that you mean to change, for example If-Match: "3"' })
  return Number(/^(?:W\/)?"?(\d{1,9})"?$/.exec(header.trim())?.[1])
}

function send(request: RoutedRequest, response: ServerResponse, { route, result }: { route: Route; result: unknown }): void {
  if (result instanceof Pending) {
    const { body } = result as Pending
    response.setHeader('location', `${pendingPath}/${body.id}`)
    sendJson(response, 202, body)
    return
  }
  const { status, location = request.path ?? '' } = route
  response.statusCode = status
  if (result === undefined) {
    response.end()
    return
  }
  const { id, version } = result as { id?: unknown; version?: unknown }
  if (typeof version === 'number') response.setHeader('etag', `"${version}"`)
  if (status === 201 && typeof id === 'string') response.setHeader('location', `${location}/${id}`)
  sendJson(response, status, result)
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.end(JSON.stringify(body))
}

function methodsByPath(all: readonly Route[]): Map<string, string[]> {
  const methods = new Map<string, string[]>()
  for (const { path, method } of all) methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()])
  return methods
}

function refuseMethod(methods: readonly string[]): RequestHandler {
  const allow = methods.join(', ')
  return () => {
    throw new Problem('method_not_allowed', { detail: `allowed: ${allow}`, headers: { allow } })
  }
}
