import type { SetAuth } from '../contract/receiver-auth.js'
import type { Sealer } from '../crypto/seal.js'
import { credentialPlace } from '../db/subscription-auth.js'
import type { EgressPolicy } from '../domain/egress.js'
import type { Auth, OAuth2Auth } from '../domain/receiver-auth-types.js'
import { refuseHeaderName, refuseHeaderValue } from '../domain/receiver-headers.js'
import { judgeUrl } from '../domain/url-policy.js'
import { type FieldError, Problem } from './problem.js'

export interface GivenAuth {
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly auth?: SetAuth | undefined
}

/** Throws the Problem `validation_failed` with every reason why these headers and this credential cannot be sent. */
export function requireSendable({ headers = {}, auth = { kind: 'none' } }: GivenAuth, policy: EgressPolicy): void {
  const errors = [...faultsOfHeaders(headers), ...faultsOfAuth(auth, policy)]
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
}

function faultsOfHeaders(headers: Readonly<Record<string, string>>): FieldError[] {
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  return Object.entries(headers).flatMap(([name, value], index) => {
    const twice = names.indexOf(name.toLowerCase()) < index ? 'is given twice' : undefined
    return toErrors(`/headers/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`, [
      refuseHeaderName(name, { credential: false }),
      refuseHeaderValue(value),
      twice,
    ])
  })
}

function faultsOfAuth(auth: SetAuth, policy: EgressPolicy): FieldError[] {
  switch (auth.kind) {
    case 'none':
      return []
    case 'basic':
      return [
        ...toErrors('/auth/username', [/[:\p{Cc}]/u.test(auth.username) ? 'without colons and control characters (RFC 7617)' : undefined]),
        ...toErrors('/auth/password', [/\p{Cc}/u.test(auth.password) ? 'without control characters (RFC 7617)' : undefined]),
      ]
    case 'bearer':
      return toErrors('/auth/token', [/^[\x21-\x7e]+$/.test(auth.token) ? undefined : 'visible ASCII characters without blanks (RFC 6750)'])
    case 'header':
      return [
        ...toErrors('/auth/name', [refuseHeaderName(auth.name, { credential: true })]),
        ...toErrors('/auth/value', [refuseHeaderValue(auth.value)]),
      ]
    case 'oauth2':
      return faultsOfGrant(auth, policy)
  }
}

type SetOAuth2 = Extract<SetAuth, { kind: 'oauth2' }>

function faultsOfGrant(auth: SetOAuth2, policy: EgressPolicy): FieldError[] {
  const { tokenUrl, clientId, clientSecret, scope, audience, resource } = auth
  const judged = judgeUrl(tokenUrl, policy)
  return [
    ...toErrors('/auth/tokenUrl', [judged.ok ? undefined : judged.reason]),
    ...toErrors('/auth/clientId', [printable(clientId)]),
    ...toErrors('/auth/clientSecret', [...faultsOfClient(auth), printable(clientSecret)]),
    ...toErrors('/auth/alg', [auth.alg && auth.clientAuthentication !== 'private_key_jwt' ? 'goes with private_key_jwt only' : undefined]),
    ...toErrors('/auth/scope', [scope === undefined || isScope(scope) ? undefined : 'names with single blanks between (RFC 6749, 3.3)']),
    ...toErrors('/auth/audience', [printable(audience)]),
    ...toErrors('/auth/resource', [resource === undefined || isResource(resource) ? undefined : 'an absolute URI without # (RFC 8707)']),
  ]
}

function faultsOfClient({ clientAuthentication, clientSecret }: SetOAuth2): (string | undefined)[] {
  const bySecret = clientAuthentication !== 'private_key_jwt'
  if (bySecret && clientSecret === undefined) return [`${clientAuthentication} needs it`]
  return [!bySecret && clientSecret !== undefined ? 'private_key_jwt has none: our signing key proves who we are' : undefined]
}

/** RFC 6749, Appendix A. */
const printable = (text = ''): string | undefined => (/^[\x20-\x7e]*$/.test(text) ? undefined : 'printable ASCII characters (RFC 6749)')
const isScope = (text: string): boolean => /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(text)
const isResource = (text: string): boolean => /^[\x21-\x7e]+$/.test(text) && !text.includes('#') && URL.canParse(text)

const toErrors = (pointer: string, refusals: readonly (string | undefined)[]): FieldError[] =>
  refusals.filter((detail) => detail !== undefined).map((detail) => ({ pointer, detail }))

/** What may be shown of a credential, and its secret part: empty when there is none. */
export interface Credential {
  readonly shown: Auth
  readonly secret: string
}

/** As it is stored: the secret part is readable with our key and in its own row only. */
export const sealCredential = (sealer: Sealer, { shown, secret }: Credential, { id, account }: { id: string; account: string }) => ({
  auth: shown,
  sealedCredential: secret === '' ? null : sealer.seal(Buffer.from(secret), credentialPlace(account, id)),
})

export function toCredential(auth: SetAuth, now: Date): Credential {
  const changedAt = now.toISOString()
  switch (auth.kind) {
    case 'none':
      return { shown: auth, secret: '' }
    case 'basic':
      return { shown: { kind: auth.kind, username: auth.username, changedAt }, secret: auth.password }
    case 'bearer':
      return { shown: { kind: auth.kind, changedAt }, secret: auth.token }
    case 'header':
      return { shown: { kind: auth.kind, name: auth.name.toLowerCase(), changedAt }, secret: auth.value }
    case 'oauth2':
      return { shown: toGrantShown(auth, changedAt), secret: auth.clientSecret ?? '' }
  }
}

function toGrantShown(auth: SetOAuth2, changedAt: string): OAuth2Auth {
  const { kind, tokenUrl, clientId, clientAuthentication } = auth
  return {
    ...{ kind, tokenUrl, clientId, clientAuthentication, changedAt },
    alg: clientAuthentication === 'private_key_jwt' ? (auth.alg ?? 'ES256') : null,
    scope: auth.scope ?? null,
    audience: auth.audience ?? null,
    resource: auth.resource ?? null,
  }
}
