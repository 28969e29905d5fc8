import type { Confirmation } from '../confirmation/confirmation.js'
import type { Auth } from '../receiver-auth-types.js'
import { refuseHeaderName } from '../receiver-headers.js'
import { needsKeys, type Signing } from './signing.js'

/** What a request carries besides its signatures. */
export interface Signed {
  readonly signing: Signing
  readonly auth: Auth
  readonly headers: Readonly<Record<string, string>>
  readonly confirmation: Confirmation
}

export interface SigningFault {
  /** Path of the member. */
  readonly member: string
  readonly reason: string
}

/** Why these signatures cannot be sent, or not together with the rest. */
export function faultsOfSigning(signed: Signed): SigningFault[] {
  const { standardWebhooks, stripe, jwtBody, securedPayload } = signed.signing
  const nothing = standardWebhooks.length === 0 && !stripe && !needsKeys(signed.signing)
  return [
    ...(nothing ? [{ member: 'signing', reason: 'at least one profile has to sign: a receiver could not tell who calls' }] : []),
    ...faultsOfHeaders(signed),
    ...(jwtBody && securedPayload
      ? [{ member: 'signing/securedPayload', reason: 'replaces the body, and so does signing.jwtBody: choose one' }]
      : []),
  ]
}

const inHeaders = ['jwtHeader', 'jwsDetached', 'stripe'] as const

function faultsOfHeaders(signed: Signed): SigningFault[] {
  const used = inHeaders.flatMap((profile) => {
    const header = signed.signing[profile]?.header
    return header === undefined ? [] : [{ profile, header }]
  })
  return used.flatMap(({ profile, header }, index) => {
    const member = `signing/${profile}/header`
    const other = used.slice(0, index).find((before) => isSame(before.header, header))
    const taken = other ? [{ member, reason: `is the header of signing.${other.profile}: each needs one of its own` }] : []
    return [...faultsOfHeader(member, header, signed), ...taken]
  })
}

function faultsOfHeader(member: string, name: string, { auth, headers, confirmation }: Signed): SigningFault[] {
  const isTheirs = Object.keys(headers).some((other) => isSame(name, other))
  const refusals = [
    isSame(name, ourHeader) ? undefined : refuseHeaderName(name, { credential: member.endsWith('jwtHeader/header') }),
    isSame(name, headerOfAuth(auth)) ? 'is the header of auth: set auth to none, or choose another header' : undefined,
    isTheirs ? 'is one of headers: take it out there, or choose another header' : undefined,
    isSame(name, headerOfConfirmation(confirmation)) ? 'is the header of confirmation: choose another header' : undefined,
  ]
  return refusals.filter((reason) => reason !== undefined).map((reason) => ({ member, reason }))
}

/** Ours, like everything that begins so, and made for this. */
const ourHeader = 'webhook-jwt'

const isSame = (one: string, other: string | undefined): boolean => one.toLowerCase() === other?.toLowerCase()

function headerOfAuth(auth: Auth): string | undefined {
  if (auth.kind === 'header') return auth.name
  return auth.kind === 'none' ? undefined : 'authorization'
}

const headerOfConfirmation = (confirmation: Confirmation): string | undefined => {
  if (confirmation.name === 'obie-202-echo') return 'x-fapi-interaction-id'
  return confirmation.name === 'custom' ? confirmation.header?.name : undefined
}
