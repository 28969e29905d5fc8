import { z } from 'zod'
import { Instant } from './common.js'

const secretText = z.string().min(1).max(4096)
const username = z.string().min(1).max(256)
const name = z.string().min(1).max(64)

const alg = z.enum(['ES256', 'EdDSA', 'PS256', 'RS256', 'ES512'])
const oauth2 = {
  kind: z.literal('oauth2'),
  tokenUrl: z.string().max(2048).describe('Token endpoint; the same rules as for the URL of a subscription'),
  clientId: z.string().min(1).max(512),
}
const clientAuthentication = z
  .enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt'])
  .describe("How the token endpoint is authenticated to; private_key_jwt is signed with the account's signing key, which its JWKS has")
const asked = z.string().min(1).max(1024)

/** How to authenticate to the receiver; its secret part is never shown again. */
export const SetAuth = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('basic'), username, password: secretText }),
    z.strictObject({ kind: z.literal('bearer'), token: secretText }),
    z.strictObject({ kind: z.literal('header'), name: name.describe('Name of the header'), value: secretText }),
    z.strictObject({
      ...oauth2,
      clientAuthentication: clientAuthentication.default('client_secret_basic'),
      clientSecret: secretText.optional().describe('Needed unless clientAuthentication is private_key_jwt'),
      alg: alg.optional().describe('Of private_key_jwt; ES256 unless told otherwise'),
      scope: asked.optional(),
      audience: asked.optional(),
      resource: asked.optional().describe('An absolute URI (RFC 8707)'),
    }),
  ])
  .meta({ id: 'SetAuth', description: 'How to authenticate to the receiver beside the signature; the secret part is never shown again' })
export type SetAuth = z.infer<typeof SetAuth>

const changedAt = Instant.describe('When the credential was set')
const kept = z.literal(true).describe('The secret part is set, and is not shown')

export const Auth = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('basic'), username, hasPassword: kept, changedAt }),
    z.object({ kind: z.literal('bearer'), hasToken: kept, changedAt }),
    z.object({ kind: z.literal('header'), name, hasValue: kept, changedAt }),
    z.object({
      ...oauth2,
      clientAuthentication,
      hasClientSecret: z.boolean().describe('Whether a client secret is set; it is not shown'),
      alg: alg.nullable(),
      scope: asked.nullable(),
      audience: asked.nullable(),
      resource: asked.nullable(),
      changedAt,
    }),
  ])
  .meta({ id: 'Auth', description: 'How the receiver is authenticated to, without the secret part' })
export type Auth = z.infer<typeof Auth>

export const ReceiverHeaders = z
  .record(z.string(), z.string())
  .refine((headers) => Object.keys(headers).length <= 20, 'at most 20 headers')
  .meta({ id: 'ReceiverHeaders', description: 'Sent with every request; nothing secret: that belongs into auth' })
