import { z } from 'zod'
import { Cursor, Id, Instant, Limit, pageOf } from './common.js'

export const SigningAlgorithm = z.enum(['ES256', 'EdDSA', 'PS256', 'RS256', 'ES512'])
export const SigningKeyState = z
  .enum(['next', 'active', 'retiring', 'retired', 'revoked'])
  .describe('next: published, signs later. active: signs. retiring: published still. retired, revoked: over')

const Account = Id.optional().describe(
  "Whose keys; defaults to the key's account. Accounts below without keys of their own are signed for with these",
)

export const CreateSigningKey = z
  .strictObject({
    account: Account,
    alg: SigningAlgorithm.optional().describe('Default: ES256, or what fits a key that is given'),
    pem: z.string().min(1).max(20_000).optional().describe('An own private key, PKCS #8; never shown again'),
    jwk: z.record(z.string().max(100), z.unknown()).optional().describe('An own private key as JWK (RFC 7517); never shown again'),
    activate: z.boolean().default(false).describe('The first key of an account signs at once: only when every receiver has it already'),
  })
  .refine(({ pem, jwk }) => pem === undefined || jwk === undefined, { path: ['jwk'], error: 'give pem or jwk, not both' })
  .meta({ id: 'CreateSigningKey' })

export const RotateSigningKeys = z
  .strictObject({
    account: Account,
    alg: SigningAlgorithm.default('ES256'),
    at: Instant.optional().describe('When the next key begins to sign; default: as soon as it has been published for two hours'),
    retainSeconds: z
      .int()
      .min(259_200)
      .max(31_622_400)
      .default(259_200)
      .describe('For how long the key that signs now stays published then: as long as anything signed with it may be sent again'),
  })
  .meta({ id: 'RotateSigningKeys' })

const PublicJwk = z
  .object({
    kty: z.string(),
    kid: z.string(),
    alg: z.string(),
    use: z.string(),
    crv: z.string().optional(),
    x: z.string().optional(),
    y: z.string().optional(),
    n: z.string().optional(),
    e: z.string().optional(),
  })
  .meta({ id: 'PublicJwk' })

export const SigningKey = z
  .object({
    kid: z.string().describe('The thumbprint of the public half (RFC 7638)'),
    account: z.string(),
    environment: z.enum(['test', 'live']),
    alg: SigningAlgorithm,
    state: SigningKeyState,
    since: Instant.describe('When it came into this state'),
    nextChange: z
      .object({ to: z.enum(['active', 'retiring', 'retired']), at: Instant })
      .nullable()
      .describe('Null: none is to come, or nobody has asked for it yet'),
    imported: z.boolean(),
    createdAt: Instant,
    createdBy: z.string().nullable().describe('The API key that made it; null: the node'),
    lastUsedAt: Instant.nullable().describe('To the minute'),
    jwk: PublicJwk.describe('The public half'),
    pem: z.string().describe('The public half (SubjectPublicKeyInfo)'),
  })
  .meta({ id: 'SigningKey' })
export type SigningKey = z.infer<typeof SigningKey>

export const RevokedSigningKey = SigningKey.extend({
  successor: z.string().nullable().describe('The kid of what signs instead; null: it did not sign'),
}).meta({ id: 'RevokedSigningKey' })
export const SigningKeyPage = pageOf(SigningKey).meta({ id: 'SigningKeyPage' })
export const SigningKeyQuery = z.strictObject({
  limit: Limit,
  cursor: Cursor,
  account: Id.optional(),
  state: SigningKeyState.optional(),
  alg: SigningAlgorithm.optional(),
})
export const byKid = z.strictObject({ kid: Id })
