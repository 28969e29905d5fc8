import type { Auth } from '../domain/receiver-auth-types.js'

/** What proves to a receiver who we are. */
export interface Credentials {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** What must not be kept of an answer that repeats it. */
  readonly secrets: readonly string[]
}

export const noCredentials: Credentials = { headers: {}, secrets: [] }

/** The header of this authentication (Basic: RFC 7617 in UTF-8, Bearer: RFC 6750); an OAuth2 token comes later, for each attempt. */
export function toCredentials(auth: Auth, secret: string): Credentials {
  switch (auth.kind) {
    case 'none':
    case 'oauth2':
      return noCredentials
    case 'basic': {
      const pair = Buffer.from(`${auth.username}:${secret}`).toString('base64')
      return { headers: { authorization: `Basic ${pair}` }, secrets: [pair, secret] }
    }
    case 'bearer':
      return { headers: { authorization: `Bearer ${secret}` }, secrets: [secret] }
    case 'header':
      return { headers: { [auth.name.toLowerCase()]: secret }, secrets: [secret] }
  }
}

/** With the names in the spelling that requests are put together in. */
export const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** As an attempt's record shows the headers: that they were sent, not what they said. */
export const maskedHeaders = ({ headers }: Credentials): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${schemeOf(name, value)}[secret]`]))

const schemeOf = (name: string, value: string): string => (name === 'authorization' ? (/^(?:Basic|Bearer) /.exec(value)?.[0] ?? '') : '')
