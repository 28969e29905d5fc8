import { createVerifier, type VerificationCode, VerificationError, type VerifierOptions, type WebhookRequest } from '../../verify/index.js'
import { earlierBodies } from './altered-bodies.js'

/** One thing that was looked at, and what is wrong with it. */
export interface Finding {
  readonly profile: string
  readonly code: 'verified' | 'not_checked' | VerificationCode
  readonly text: string
}

/** What is right and wrong about a request, of one profile, at one moment. What is wrong about the clock hides nothing else. */
export async function diagnose(options: VerifierOptions, request: WebhookRequest, at: Date): Promise<Finding[]> {
  const refused = await refusalOf(options, request, at)
  if (refused?.ageSeconds === undefined) return [await toFinding(options, request, { refused, at })]
  const then = new Date(at.getTime() - refused.ageSeconds * 1000)
  const clock: Finding = { profile: options.profile, code: refused.code, text: `clock: ${refused.message}` }
  return [clock, await toFinding(options, request, { refused: await refusalOf(options, request, then), at: then })]
}

interface Judged {
  readonly refused: VerificationError | undefined
  readonly at: Date
}

async function toFinding(options: VerifierOptions, request: WebhookRequest, judged: Judged): Promise<Finding> {
  const { profile } = options
  const { refused, at } = judged
  if (refused === undefined) return { profile, code: 'verified', text: 'signed by a given key or secret, over exactly these bytes' }
  return { profile, code: refused.code, text: await explain(options, request, { refused, at }) }
}

async function refusalOf(options: VerifierOptions, request: WebhookRequest, at: Date): Promise<VerificationError | undefined> {
  try {
    await createVerifier({ ...options, now: () => at } as VerifierOptions)(request)
    return undefined
  } catch (error) {
    if (error instanceof VerificationError) return error
    throw error
  }
}

const aboutBytes: readonly VerificationCode[] = ['signature_mismatch', 'body_altered']

async function explain(
  options: VerifierOptions,
  request: WebhookRequest,
  { refused, at }: { refused: VerificationError; at: Date },
): Promise<string> {
  if (!aboutBytes.includes(refused.code)) return refused.message
  for (const { body, altered } of earlierBodies(Buffer.from(request.body))) {
    if ((await refusalOf(options, { ...request, body }, at)) === undefined) return `body: it was altered on its way: ${altered}.`
  }
  return options.profile === 'standard-webhooks' || options.profile === 'stripe'
    ? 'secret: no given secret signed these bytes, nor any that the usual alterations of a body would have been made of. Compare the secret ' +
        'with that of the subscription (each has its own, test and live differ), and the body with what was sent.'
    : refused.message
}
