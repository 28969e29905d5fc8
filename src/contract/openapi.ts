import { z } from 'zod'
import { ProblemDetails } from './common.js'
import { type ProblemCode, problemCodes } from './problems.js'
import { maxReasonChars, takesReason } from './reason.js'
import { type OperationId, type Route, routes } from './routes.js'

type Json = Record<string, unknown>

/** Schemas with an id of their own, gathered while the operations are written. */
type Components = Map<string, Json>

const description = `Posthorn delivers payment events to other people's servers: signed, durable, confirmed, provable.

Every answer that is not the one asked for is a problem (RFC 9457) with a stable \`code\`. Lists are read page by page: send \`nextCursor\` as \`cursor\` until it is null.

The public halves of signing keys are a JWKS at \`/v1/jwks/{account}/{environment}\`, which needs no API key; those of the account alone, without the accounts above, at \`/v1/jwks/{account}/{environment}/own\`.`

/** The contract as OpenAPI 3.1. The same routes give the same document. */
export function openApiDocument(): Json {
  const components: Components = new Map()
  const paths: Record<string, Json> = {}
  for (const [id, route] of Object.entries(routes) as [OperationId, Route][]) {
    paths[route.path] = { ...paths[route.path], [route.method]: toOperation(id, route, components) }
  }
  toSchema(ProblemDetails, 'output', components)
  return {
    openapi: '3.1.0',
    info: { title: 'Posthorn', version: '1', description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: [...new Set(Object.values(routes).map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key' } },
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  }
}

function toOperation(operationId: OperationId, route: Route, components: Components): Json {
  const { summary, tag, body } = route
  return {
    operationId,
    summary,
    description: toNeeds(route),
    tags: [tag],
    parameters: toParameters(route, components),
    ...(body && {
      requestBody: {
        required: !body.safeParse(undefined).success,
        content: { 'application/json': { schema: toSchema(body, 'input', components) } },
      },
    }),
    responses: { [route.status]: toSuccess(route, components), ...toWaiting(route, components), ...toProblems(codesOf(route)) },
  }
}

const toNeeds = ({ scope, projectKeys, environment }: Route): string =>
  [
    scope === 'any' ? 'Every key may.' : `Needs the scope ${scope}.`,
    ...(projectKeys === 'refused' ? ['Not for keys of one project: it is not about one.'] : []),
    ...(environment === undefined ? [] : [`For keys of the environment ${environment} alone.`]),
  ].join(' ')

function toParameters(route: Route, components: Components): Json[] {
  const { params, query, ifMatch } = route
  const parts = [
    { place: 'path', schema: params },
    { place: 'query', schema: query },
  ]
  const listed = parts.flatMap(({ place, schema }) => (schema ? membersOf(toSchema(schema, 'input', components), place) : []))
  const version = {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The version that is changed: the ETag of the last answer',
    schema: { type: 'string', examples: ['"3"'] },
  }
  const reason = {
    name: 'Posthorn-Reason',
    in: 'header',
    required: route.needsReason ?? false,
    description: 'Why, for the audit (UTF-8); always required when the configuration of an account below is changed',
    schema: { type: 'string', maxLength: maxReasonChars },
  }
  return [...listed, ...(ifMatch ? [version] : []), ...(takesReason(route) ? [reason] : [])]
}

function membersOf({ properties, required }: Json, place: string): Json[] {
  const needed = new Set(required as string[] | undefined)
  return Object.entries(properties as Record<string, Json>).map(([name, schema]) => ({
    name,
    in: place,
    required: needed.has(name),
    schema,
  }))
}

function toSuccess({ status, response }: Route, components: Components): Json {
  if (!response) return { description: 'Done' }
  const schema = toSchema(response, 'output', components)
  const headers = { ...(hasVersion(response) && { ETag: { description: 'The version, for If-Match', schema: { type: 'string' } } }) }
  const words = { 200: 'Done', 201: 'Created', 202: 'Accepted: it is durable', 204: 'Done' } as const
  return { description: words[status], ...(Object.keys(headers).length > 0 && { headers }), content: { 'application/json': { schema } } }
}

/** Where a change may need a second pair of eyes. */
function toWaiting({ pending }: Route, components: Components): Record<string, Json> {
  if (!pending) return {}
  const content = { 'application/json': { schema: toSchema(pending, 'output', components) } }
  return { 202: { description: 'Not done: it waits for approval as this change request', content } }
}

const hasVersion = (schema: z.ZodType): boolean => schema instanceof z.ZodObject && 'version' in schema.shape

/** What a route can answer besides what it is for. */
function codesOf(route: Route): ProblemCode[] {
  const { params, query, body, ifMatch, problems = [] } = route
  return [
    'unauthenticated',
    ...(params ? (['not_found'] as const) : []),
    ...(query && !body ? (['validation_failed'] as const) : []),
    ...(body ? (['malformed_json', 'body_timeout', 'payload_too_large', 'unsupported_media_type', 'validation_failed'] as const) : []),
    ...(ifMatch ? (['version_mismatch', 'if_match_required'] as const) : []),
    ...(takesReason(route) ? (['validation_failed', 'reason_required'] as const) : []),
    ...problems,
    'rate_limited',
    'internal_error',
    'database_unavailable',
  ]
}

function toProblems(codes: readonly ProblemCode[]): Record<string, Json> {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of codes) byStatus.set(problemCodes[code].status, [...(byStatus.get(problemCodes[code].status) ?? []), code])
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } }
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      { description: same.map((code) => `\`${code}\`: ${problemCodes[code].title}`).join('. '), content },
    ]),
  )
}

/** The schema as JSON Schema 2020-12. What has an id is put among the components and referred to. */
function toSchema(schema: z.ZodType, io: 'input' | 'output', components: Components): Json {
  const { $defs = {}, $schema: _, ...whole } = z.toJSONSchema(schema, { io, override: tidy }) as Json & { $defs?: Record<string, Json> }
  const id = schema.meta()?.id
  for (const [name, definition] of Object.entries($defs)) components.set(name, withoutId(pointToComponents(definition)))
  if (id === undefined || whole['$ref'] !== undefined) return pointToComponents(whole)
  components.set(id, withoutId(pointToComponents(whole)))
  return { $ref: `#/components/schemas/${id}` }
}

/** An answer may get more members one day: only a strict object is closed. What follows from the format or the type is not said again. */
function tidy({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (zodSchema._zod.def.type === 'object' && zodSchema._zod.def.catchall === undefined) delete jsonSchema.additionalProperties
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
}

const withoutId = ({ id: _, ...definition }: Json): Json => definition

const pointToComponents = (schema: Json): Json =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json
