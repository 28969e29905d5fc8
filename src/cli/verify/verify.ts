import { buffer } from 'node:stream/consumers'
import { type Command, Option } from 'commander'
import { createVerifier, type Profile, type WebhookRequest } from '../../verify/index.js'
import type { Cli, Desk } from '../cli.js'
import { withExamples } from '../examples.js'
import { usageFailure } from '../failure.js'
import { instant, list } from '../options.js'
import { diagnose, type Finding } from './diagnose.js'
import { type Capture, parseCapture } from './parse-capture.js'
import { readBytes, toVerifierOptions, type VerifyOptions } from './verify-options.js'

const profiles: readonly Profile[] = ['standard-webhooks', 'stripe', 'jwt-header', 'jwt-body', 'jws-detached', 'secured-payload']
const algorithms = ['ES256', 'EdDSA', 'PS256', 'RS256', 'ES512']

/** `posthorn verify` */
export function addVerify(program: Command, cli: Cli): void {
  const command = program
    .command('verify [file]')
    .description('Say whether a captured request is authentic, and what is wrong if not: clock, key, secret, or an altered body')
    .option('--secret-env <name>', 'variable with the secret of the subscription (of v1a: whpk_…); repeat it for several', list)
    .option('--secret-file <file>', 'file with the secret, or with several')
    .option('--jwks-file <file>', 'public keys of the sender: a JWKS, or one in PEM')
    .option('--jwks-url <url>', 'where the sender publishes them; without it nothing is fetched')
    .addOption(new Option('--alg <names>', `configured algorithms, of ${algorithms.join(', ')}; default: ES256`).argParser(list))
    .option('--issuer <url>', 'of tokens: whom they should be from')
    .option('--audience <id>', 'of tokens: whom they should be for')
    .option('--header <name>', 'where the token or the detached signature is, if not in the usual header')
    .option('--private-key-file <file>', 'your private key, in PEM or a JWK: for a payload that is encrypted to it')
    .option('--detached-plain', 'the detached signature is over the body as it is (b64: false)')
    .addOption(new Option('--profile <name>', 'only this; default: all that the request shows').choices(profiles))
    .option('--body <file>', 'the raw body, where the capture has none')
    .option('--at <instant>', 'judge the clock as of then: 15m for that long ago, or an instant; default: now', instant)
    .action(
      cli.task<VerifyOptions>(async ({ desk, args: [file = '-'], options }) => {
        const findings = await findingsOf(parseCapture(file === '-' ? await buffer(desk.io.stdin) : readBytes(file)), options, desk)
        desk.show({ verified: isVerified(findings), findings }, () => toText(findings))
        return isVerified(findings) ? 0 : 1
      }),
    )
  withExamples(
    command,
    'verify request.txt --secret-env WEBHOOK_SECRET',
    'verify attempts.json --body body.json --secret-file secret.txt --at 15m',
    'verify request.txt --jwks-file jwks.json --issuer https://posthorn.example --audience sub_06f1zk3v8wq2m4x7c9d0r5t6ya',
  )
}

const isVerified = (findings: readonly Finding[]): boolean => findings.every(({ code }) => code === 'verified' || code === 'not_checked')

async function findingsOf(capture: Capture, options: VerifyOptions, { io, now }: Desk): Promise<Finding[]> {
  const body = options.body === undefined ? capture.body : readBytes(options.body)
  if (body === undefined) throw usageFailure('the captured request has no body: give it with --body FILE, byte for byte')
  const request: WebhookRequest = { headers: capture.headers, body, method: capture.method }
  const at = options.at === undefined ? now() : new Date(options.at)
  const shown = options.profile === undefined ? profilesOf(capture, body, options) : [options.profile]
  const findings: Finding[] = []
  for (const profile of shown) {
    const configured = configure(profile, options, io.env)
    if (typeof configured === 'string') findings.push({ profile, code: 'not_checked', text: configured })
    else findings.push(...(await diagnose(configured, request, at)))
  }
  const [first] = findings
  if (first !== undefined && findings.every(({ code }) => code === 'not_checked')) throw usageFailure(`${first.profile}: ${first.text}`)
  return findings
}

/** What verifiers refuse to be configured with is for the person at the keyboard. */
function configure(...[profile, options, env]: Parameters<typeof toVerifierOptions>): ReturnType<typeof toVerifierOptions> {
  try {
    const configured = toVerifierOptions(profile, options, env)
    if (typeof configured !== 'string') createVerifier(configured)
    return configured
  } catch (error) {
    throw error instanceof TypeError || error instanceof SyntaxError ? usageFailure(error.message) : error
  }
}

/** What the request shows; where it shows nothing, what it should have been. */
function profilesOf({ headers }: Capture, body: Buffer, { header }: VerifyOptions): Profile[] {
  const has = (name: string): boolean => Object.keys(headers).some((key) => key.toLowerCase() === name.toLowerCase())
  const contentType = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  const shown: [Profile, boolean][] = [
    ['standard-webhooks', has('webhook-signature')],
    ['stripe', has('stripe-signature')],
    ['jwt-header', has(header ?? 'webhook-jwt')],
    ['jwt-body', contentType.startsWith('application/secevent+jwt')],
    ['jws-detached', has('x-jws-signature')],
    ['secured-payload', /^\s*\{\s*"\w+"\s*:\s*"eyJ[\w.-]+"\s*\}\s*$/.test(body.toString('latin1'))],
  ]
  const found = shown.filter(([, isShown]) => isShown).map(([profile]) => profile)
  return found.length > 0 ? found : ['standard-webhooks']
}

const toText = (findings: readonly Finding[]): string => findings.map(toLine).join('\n')

function toLine({ profile, code, text }: Finding): string {
  if (code === 'verified') return `ok    ${profile}: ${text}`
  return code === 'not_checked' ? `-     ${profile}: not checked: ${text}` : `FAIL  ${profile}: ${code}: ${text}`
}
