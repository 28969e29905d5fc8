import { z } from 'zod'
import { Cursor, Id, Instant, Limit, pageOf } from './common.js'
import { ProjectRole } from './members.js'

/** `*`, a resource with `*`, or a resource and a verb. */
export const Scope = z.string().regex(/^(\*|[a-z-]+:(\*|read|write|steer))$/, '"*", "events:*" or a scope such as "events:write"')
const Address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: 'an IP address or a CIDR block' })

export const CreateApiKey = z
  .strictObject({
    account: Id.optional().describe("The key reaches this account and all below it; defaults to the key's own"),
    project: Id.optional().describe('The key reaches what belongs to this project, and nothing else of the account'),
    name: z.string().trim().min(1).max(200),
    member: Id.optional().describe("The key is this one's: it is bound to the project of the member, and never allows more than the role"),
    environment: z.enum(['test', 'live']).optional().describe('Default: that of the project, or else test'),
    scopes: z.array(Scope).min(1).max(50).optional().describe("Default for a member's key: those of the role; needed for others"),
    allowedAddresses: z.array(Address).max(100).default([]).describe('Where it may be used from; anywhere when empty'),
    expiresAt: Instant.nullable().default(null),
  })
  .meta({ id: 'CreateApiKey' })

export const ApiKey = z
  .object({
    id: z.string(),
    account: z.string(),
    project: z.string().nullable().describe('Null: the key is bound to none'),
    member: z.string().nullable().describe('Whose key it is: of these scopes it has what the role of the member allows'),
    name: z.string(),
    environment: z.enum(['test', 'live']),
    scopes: z.array(z.string()),
    allowedAddresses: z.array(z.string()),
    createdAt: Instant,
    createdBy: z.string().nullable().describe('The key that made it'),
    expiresAt: Instant.nullable(),
    lastUsedAt: Instant.nullable().describe('To the minute'),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'ApiKey' })

export const ApiKeyWithValue = ApiKey.extend({ key: z.string().describe('Shown once') }).meta({ id: 'ApiKeyWithValue' })
/** What a key is told of itself. */
export const CurrentKey = ApiKey.extend({
  scopes: z.array(z.string()).describe('What it may do now: of a member’s key what the role allows'),
  role: ProjectRole.nullable().describe("That of the member whose key it is; null: it is nobody's"),
  operations: z.array(z.string()).describe('The operations of the API that it may ask for, by operationId'),
}).meta({ id: 'CurrentKey' })
export const ApiKeyPage = pageOf(ApiKey).meta({ id: 'ApiKeyPage' })
export const ApiKeyQuery = z.strictObject({ limit: Limit, cursor: Cursor, account: Id.optional(), project: Id.optional() })
