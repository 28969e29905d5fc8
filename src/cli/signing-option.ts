import type { z } from 'zod'
import type { Signing } from '../contract/signing.js'
import type { CreateSubscription } from '../contract/subscriptions.js'
import { usageFailure } from './failure.js'
import type { CliIo } from './io.js'
import { readText } from './read-text.js'

type Given = Partial<CreateSubscription['signing']>

/** The profiles by the names they have in documents. */
const profiles = {
  'standard-webhooks': (alg) => ({ standardWebhooks: alg === undefined ? ['v1'] : alg.split('+') }),
  'jwt-header': (alg) => ({ jwtHeader: { alg } }),
  'jws-detached': (alg) => ({ jwsDetached: { alg } }),
  stripe: (alg) => ({ stripe: { alg } }),
  'jwt-body': (alg) => ({ jwtBody: { alg } }),
  'secured-payload': (alg) => ({ securedPayload: { alg } }),
} as const satisfies Readonly<Record<string, (alg: string | undefined) => object>>

export const signingHelp = `which signatures the receiver gets: ${Object.keys(profiles).join(', ')}, separated by commas and each with an algorithm if need be (jwt-header:EdDSA), or as JSON, @file, or - for standard input`

/** The profiles that sign, and no others; or what the API has. */
export async function readSigning(
  option: string | undefined,
  io: Pick<CliIo, 'stdin' | 'cwd'>,
): Promise<CreateSubscription['signing'] | undefined> {
  if (option === undefined) return undefined
  const given = /^[{@]|^-$/.test(option) ? readJson(await readText(option, io)) : readNames(option)
  return given as CreateSubscription['signing']
}

function readJson(text: string): Given {
  try {
    return JSON.parse(text) as Given
  } catch {
    throw usageFailure('--signing must be names of profiles, or JSON; --encryption-key PEM or a JWK')
  }
}

function readNames(text: string): Given {
  const chosen = text.split(',').map((item) => {
    const [name = '', alg, ...rest] = item.trim().split(':')
    const profile = Object.hasOwn(profiles, name) ? profiles[name as keyof typeof profiles] : undefined
    if (!profile || rest.length > 0) throw usageFailure(`--signing ${item}: the profiles are ${Object.keys(profiles).join(', ')}`)
    return profile(alg)
  })
  return Object.assign({ standardWebhooks: [] }, ...chosen) as Given
}

type SigningInput = z.input<typeof Signing>

/** With the secured payload encrypted to a key, in PEM or as a JWK; the key is read only when it is given. */
export async function encryptedTo(
  key: string | undefined,
  signing: SigningInput | undefined,
  { terms, io }: { readonly terms: object | undefined; readonly io: Pick<CliIo, 'stdin' | 'cwd'> },
): Promise<SigningInput | undefined> {
  if (key === undefined) return signing
  if (!signing?.securedPayload) throw usageFailure('--encryption-key goes with secured-payload, of --signing or of the preset anz-payto')
  const text = (await readText(key, io)).trim()
  const encryption = { ...terms, key: text.startsWith('{') ? (readJson(text) as Record<string, unknown>) : text }
  return { ...signing, securedPayload: { ...signing.securedPayload, encryption } }
}

/** For people: the profiles with their algorithms and headers. */
export function toSigningText(signing: CreateSubscription['signing']): string {
  const { standardWebhooks, jwtHeader, jwsDetached, stripe, jwtBody, securedPayload } = signing
  return [
    ...(standardWebhooks.length > 0 ? [`standard-webhooks:${standardWebhooks.join('+')}`] : []),
    ...(jwtHeader ? [`jwt-header:${jwtHeader.alg} in ${jwtHeader.header}`] : []),
    ...(jwsDetached ? [`jws-detached:${jwsDetached.alg} in ${jwsDetached.header}`] : []),
    ...(stripe ? [`stripe in ${stripe.header}`] : []),
    ...(jwtBody ? [`jwt-body:${jwtBody.alg}`] : []),
    ...(securedPayload ? [`secured-payload:${securedPayload.alg}${toEncryptionText(securedPayload.encryption)}`] : []),
  ].join(', ')
}

const toEncryptionText = (encryption: NonNullable<CreateSubscription['signing']['securedPayload']>['encryption']): string =>
  encryption ? `, encrypted with ${encryption.alg} and ${encryption.enc}` : ''
