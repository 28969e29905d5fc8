import type { Command } from 'commander'
import type { z } from 'zod'
import type { ReceiverTls } from '../contract/receiver-tls.js'
import type { Subscription } from '../contract/subscriptions.js'
import { usageFailure } from './failure.js'
import type { CliIo } from './io.js'
import { list } from './options.js'
import { readText } from './read-text.js'

type Tls = Subscription['tls']

/** How the receiver is verified over TLS. */
export interface TlsOptions {
  readonly authorities?: string
  readonly keyPins?: string[]
  readonly selfSigned?: boolean
}

export const withTlsOptions = (command: Command): Command =>
  command
    .option('--authorities <certificates>', 'of authorities, in PEM, instead of the public ones: @file, - for standard input, or none')
    .option('--key-pins <pins>', "SHA-256 in base64 of the keys of which the receiver's is one, all of them, or none", list)
    .option('--self-signed', 'accept certificates that nobody vouches for; with a test key only')
    .option('--no-self-signed', 'accept only what an authority vouches for')

/** As the contract has it: what is not given is as in `before`; undefined when nothing was given. */
export async function readTls(
  { authorities, keyPins, selfSigned: acceptSelfSigned }: TlsOptions,
  before: Tls | undefined,
  io: Pick<CliIo, 'stdin' | 'cwd'>,
): Promise<z.input<typeof ReceiverTls> | undefined> {
  const changes = {
    ...(authorities !== undefined && { authorities: await readAuthorities(authorities, io) }),
    ...(keyPins !== undefined && { pins: keyPins[0] === 'none' ? [] : keyPins }),
    ...(acceptSelfSigned !== undefined && { acceptSelfSigned }),
  }
  return Object.keys(changes).length === 0 ? undefined : { ...before, ...changes }
}

async function readAuthorities(option: string, io: Pick<CliIo, 'stdin' | 'cwd'>): Promise<string | null> {
  if (option === 'none') return null
  if (option !== '-' && !option.startsWith('@')) throw usageFailure('--authorities is @file, - for standard input, or none')
  return readText(option, io)
}

/** For people: whom we believe. */
export function toTlsText({ authorities, pins, acceptSelfSigned }: Tls): string {
  const issued = acceptSelfSigned ? 'self-signed accepted' : authorities === null ? 'public authorities' : 'authorities of its own'
  return pins.length === 0 ? issued : `${issued}, key pinned: ${pins.join(', ')}`
}

/** What the receiver is shown, and whether there is to be another. */
export function toCertificateText(
  { clientCertificate, clientCertificateRequest }: Pick<Subscription, 'clientCertificate' | 'clientCertificateRequest'>,
  when: (instant: string) => string,
): string {
  const active =
    clientCertificate && `${clientCertificate.subject}, by ${clientCertificate.issuer}, ends ${when(clientCertificate.expiresAt)}`
  const requested = clientCertificateRequest && `requested ${when(clientCertificateRequest.requestedAt)}`
  return [active, requested].filter((part) => part !== null).join('; ')
}
