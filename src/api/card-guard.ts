import { type CardDataKind, findCardData } from '../domain/pan-guard.js'
import type { Caller } from './caller.js'
import { type FieldError, Problem } from './problem.js'
import type { RequestContext } from './request-context.js'

/** What is done about card data: nothing, telling the publisher and accepting, or refusing. */
export type CardDataMode = 'off' | 'flag' | 'reject'

export interface CardGuardDeps {
  /** By the environment of the publisher's key. */
  readonly modes: Readonly<Record<Caller['environment'], CardDataMode>>
  readonly onFound: (found: { kind: CardDataKind; action: 'flagged' | 'refused' }) => void
}

/** Whose event it is, and what is logged of the request. */
export interface GuardedRequest {
  readonly caller: Caller
  readonly context: Pick<RequestContext, 'cardData'>
}

/** What to tell the publisher of the card data in the text of an event. Throws the Problem `card_data_refused` where it is refused. */
export type CardGuard = (text: string, request: GuardedRequest) => FieldError[]

export const createCardGuard =
  ({ modes, onFound }: CardGuardDeps): CardGuard =>
  (text, { caller, context }) => {
    const mode = modes[caller.environment]
    const findings = mode === 'off' ? [] : findCardData(text)
    if (findings.length === 0) return []
    context.cardData = (context.cardData ?? 0) + findings.length
    for (const { kind } of findings) onFound({ kind, action: mode === 'reject' ? 'refused' : 'flagged' })
    const errors = findings.map(({ pointer, kind }) => ({ pointer, detail: remedies[kind] }))
    if (mode === 'reject') throw new Problem('card_data_refused', { errors })
    return errors
  }

const remedies = {
  pan: 'looks like a card number: send a token reference, or the last four digits, instead',
  cvv: 'looks like a card verification code: leave it out, it must not be kept',
  pin: 'looks like a PIN or a PIN block: leave it out, it must not be kept',
  track: 'looks like the track data of a card: leave it out, it must not be kept',
} as const satisfies Record<CardDataKind, string>
