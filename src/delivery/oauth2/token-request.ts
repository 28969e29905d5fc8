import { randomUUID } from 'node:crypto'
import { signJws } from '../../crypto/jws.js'
import type { OAuth2Auth } from '../../domain/receiver-auth-types.js'
import type { Registered } from '../registered.js'
import type { SigningKeys } from '../signing-keys.js'

/** What a token is asked for with. */
export interface Grant {
  readonly auth: OAuth2Auth
  /** Empty with `private_key_jwt`. */
  readonly clientSecret: string
  readonly registered: Registered
}

export interface TokenRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * The request of the client credentials grant (RFC 6749 §4.4.2); undefined when it is to be signed and the account has no key of
 * its own. Rejects when the database is away.
 */
export async function toTokenRequest(keys: SigningKeys, grant: Grant, now: Date): Promise<TokenRequest | undefined> {
  const { scope, audience, resource } = grant.auth
  const client = await authenticateClient(keys, grant, now)
  if (!client) return undefined
  const asked = { grant_type: 'client_credentials', scope, audience, resource, ...client.form }
  const form = Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== null)
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', ...client.headers },
    body: new URLSearchParams(form).toString(),
  }
}

interface Client {
  readonly headers?: Readonly<Record<string, string>>
  readonly form?: Readonly<Record<string, string>>
}

async function authenticateClient(keys: SigningKeys, grant: Grant, now: Date): Promise<Client | undefined> {
  const { auth, clientSecret } = grant
  switch (auth.clientAuthentication) {
    case 'client_secret_basic': {
      const pair = [auth.clientId, clientSecret].map(formEncoded).join(':')
      return { headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } }
    }
    case 'client_secret_post':
      return { form: { client_id: auth.clientId, client_secret: clientSecret } }
    case 'private_key_jwt': {
      const signed = await assertion(keys, grant, now)
      if (signed === undefined) return undefined
      return { form: { client_id: auth.clientId, client_assertion_type: assertionType, client_assertion: signed } }
    }
  }
}

/** RFC 6749 §2.3.1 with Appendix B: encoded before they are joined, so that a colon stays one of theirs. */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1)

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const assertionSeconds = 60

/**
 * RFC 7523 §3: by the client about itself, for this token endpoint, once. Signed by the account's own key alone: whose client it is
 * nobody but the key says, and a key of an account above signs for others.
 */
async function assertion(keys: SigningKeys, { auth, registered }: Grant, now: Date): Promise<string | undefined> {
  const key = await keys.own(registered.account, registered.environment, auth.alg ?? 'ES256')
  if (!key) return undefined
  const iat = Math.floor(now.getTime() / 1000)
  const claims = { iss: auth.clientId, sub: auth.clientId, aud: auth.tokenUrl, iat, exp: iat + assertionSeconds, jti: randomUUID() }
  return signJws(key, { typ: 'JWT' }, JSON.stringify(claims))
}
