import { z } from 'zod'

const alg = z
  .enum(['ES256', 'EdDSA', 'PS256', 'RS256', 'ES512'])
  .default('ES256')
  .describe('The key of the account that signs; its public half is in the JWKS')
const header = z.string().min(1).max(64)

const audience = z
  .enum(['subscription', 'url'])
  .default('subscription')
  .describe('What `aud` says: the id of the subscription, or its URL without the query')

const JwtHeader = z
  .strictObject({
    alg,
    header: header.default('Webhook-JWT').describe('Name of the header; Authorization is sent with the scheme Bearer'),
    audience,
  })
  .meta({ id: 'JwtHeader', description: 'A token about the request, fresh for each attempt' })

const JwtBody = z
  .strictObject({ alg, audience })
  .meta({ id: 'JwtBody', description: 'The body is a security event token (RFC 8417, RFC 8935), the same on every attempt' })

const PublicKey = z
  .union([z.string().min(1).max(16_384), z.record(z.string().max(32), z.unknown())])
  .describe('Of the receiver: a JWK, or a key or certificate in PEM; RSA has 2,048 bits or more')

const Encryption = z
  .strictObject({
    alg: z.enum(['RSA-OAEP-256', 'RSA-OAEP', 'ECDH-ES+A256KW']).default('RSA-OAEP-256'),
    enc: z.enum(['A256GCM', 'A256CBC-HS512']).default('A256GCM'),
    key: PublicKey,
  })
  .meta({ id: 'Encryption', description: 'A JWE around the JWS, for the receiver alone' })

const SecuredPayload = z
  .strictObject({
    alg,
    name: z
      .string()
      .regex(/^[A-Za-z][\w-]{0,63}$/, 'a name of up to 64 letters, digits, _ and -')
      .default('secured_payload')
      .describe('The one member of the body'),
    encryption: Encryption.nullable().default(null),
  })
  .meta({
    id: 'SecuredPayload',
    description: 'The body is one member that holds the payload as a JWS, or a JWE around it, the same on every attempt',
  })

const JwsDetached = z
  .strictObject({
    alg,
    header: header.default('x-jws-signature'),
    b64: z.boolean().default(true).describe('false: the body is signed as it is (RFC 7797)'),
  })
  .meta({ id: 'JwsDetached', description: 'The signature of the body as a JWS without its payload (RFC 7515, Appendix F)' })

const StripeSignature = z.strictObject({ header: header.default('Stripe-Signature') }).meta({
  id: 'StripeSignature',
  description: 'As Stripe signs: the time and an HMAC-SHA256 of time and body for each secret that signs, `t=…,v1=…`',
})

/** Which signatures the receiver gets (docs/signatures.md). */
export const Signing = z
  .strictObject({
    standardWebhooks: z
      .array(z.enum(['v1', 'v1a']))
      .max(2)
      .default(['v1'])
      .describe('Standard Webhooks. v1: HMAC-SHA256 with the secret; v1a: Ed25519 with the key EdDSA of the account; empty: not at all'),
    jwtHeader: JwtHeader.nullable().default(null),
    jwsDetached: JwsDetached.nullable().default(null),
    stripe: StripeSignature.nullable().default(null),
    jwtBody: JwtBody.nullable().default(null),
    securedPayload: SecuredPayload.nullable().default(null).describe('Instead of jwtBody'),
  })
  .meta({
    id: 'Signing',
    description: 'Which signatures the receiver gets, all over the bytes that are sent; what is left out has its default',
  })
