import type { Ask, Decision, Labels } from '../domain/deliver-types.js'

/**
 * A turn waits this long for its attempts. In a set, those whose receiver has let us wait all that time then go on
 * in workflows of their own; whatever is late because we are busy stays, so that load never multiplies workflows.
 */
const PATIENCE_MS = 2_000
/**
 * Until the workflow asks again for what waits for a free slot; its place in the line is kept. A part of the time it
 * has waited, so that the longest lines do not cost the most turns; less than what the sweep calls overdue.
 */
const ASK_AGAIN_MS = { least: 1_000, most: 45_000, part: 0.25 }
/** An own workflow looks for the result of an attempt under way this long after its deadline. */
const RECORD_MARGIN_MS = 1_000

/** Until an attempt is asked for again that met a fault of our own, while others did not. */
const FAULT_REST_MS = 5_000

/** An attempt this node has begun. */
export interface UnderWay {
  readonly promise: Promise<Decision>
  readonly since: number
  /** Since when its receiver lets us wait, and until when it may. */
  sending?: { readonly since: number; readonly until: number; readonly labels: Labels }
  ended?: Decision
  endedAt?: number
  failed?: true
  /** Its workflow has asked for it: nobody else will. */
  joined?: true
}

interface Asked {
  readonly ask: Ask
  readonly entry: UnderWay
}

export interface TurnOptions {
  readonly set: boolean
  readonly now: () => number
  readonly onFault: (error: unknown) => void
}

/**
 * The decisions of one turn, in the order of the asks. Throws when every attempt met a fault of our own, or one that was
 * to be steered: then the whole turn is repeated. Otherwise one with a fault keeps nobody from going on.
 */
export async function takeTurn(asked: readonly Asked[], { set, now, onFault }: TurnOptions): Promise<Decision[]> {
  await within(Promise.allSettled(asked.map(({ entry }) => entry.promise)), PATIENCE_MS)
  const results = await Promise.allSettled(
    asked.map(({ ask, entry }) => (isAwaited(ask, entry, set) ? entry.promise : Promise.resolve(late(ask, entry, now())))),
  )
  const faults = results.flatMap((result, i) =>
    result.status === 'rejected' ? [{ ask: asked[i]?.ask, error: result.reason as unknown }] : [],
  )
  const first = faults.find(({ ask }) => faults.length === asked.length || (ask && isSteered(ask)))
  if (first) throw first.error
  for (const { error } of faults) onFault(error)
  return asked.map(({ ask, entry }, i) => toDecision(ask, results[i], entry.endedAt === undefined ? 0 : now() - entry.endedAt))
}

/** One that is late alone is waited for: nothing else is in its way. So is a change of the row, which waits for no receiver. */
const isAwaited = (ask: Ask, { ended, failed, sending }: UnderWay, set: boolean): boolean =>
  ended !== undefined || failed === true || isSteered(ask) || (!set && sending !== undefined)

/** Of an attempt that ended before its workflow asked for it, the delay has begun by then. */
function toDecision({ number }: Ask, result: PromiseSettledResult<Decision> | undefined, agoMs: number): Decision {
  if (result?.status !== 'fulfilled')
    return { kind: 'retry', number, delayMs: FAULT_REST_MS, note: 'a fault of our own, not of the receiver' }
  const decision = result.value
  return decision.kind === 'retry' ? { ...decision, delayMs: Math.max(0, decision.delayMs - agoMs) } : decision
}

function late({ number }: Ask, { sending, since }: UnderWay, now: number): Decision {
  const { least, most, part } = ASK_AGAIN_MS
  if (!sending) {
    const delayMs = Math.round(Math.min(most, Math.max(least, part * (now - since))))
    return { kind: 'retry', number, delayMs, note: 'waits for a free slot: the receiver has its share of open attempts' }
  }
  const note = 'attempt under way'
  if (now - sending.since < PATIENCE_MS) return { kind: 'retry', number, delayMs: least, note }
  return { kind: 'retry', number, delayMs: Math.max(0, sending.until - now) + RECORD_MARGIN_MS, note, alone: sending.labels }
}

/** Whether it asks for a change of the row instead of an attempt. */
export const isSteered = ({ cancel, hold, openRound }: Ask): boolean => cancel !== undefined || hold === true || openRound !== undefined

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  try {
    await Promise.race([work, patience])
  } finally {
    clearTimeout(timer)
  }
}
