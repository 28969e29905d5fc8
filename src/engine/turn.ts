import type { Ask, Decision } from '../domain/deliver-types.js'
import type { UnderWay } from './under-way.js'

/**
 * A turn waits this long for its attempts. In a set, those whose receiver has let us wait all that time then go on
 * in workflows of their own; whatever is late because we are busy stays, so that load never multiplies workflows.
 */
const PATIENCE_MS = 2_000
/** Until the workflow asks again for what waits for a free slot; its place in the line is kept. */
const ASK_AGAIN_MS = 1_000
/** An own workflow looks for the result of an attempt under way this long after its deadline. */
const RECORD_MARGIN_MS = 1_000

interface Asked {
  readonly ask: Ask
  readonly entry: UnderWay
}

/** The decisions of one turn, in the order of the asks. Throws when an attempt met a fault of our own: then the whole turn is repeated. */
export async function takeTurn(asked: readonly Asked[], { set, now }: { set: boolean; now: () => number }): Promise<Decision[]> {
  await within(Promise.all(asked.map(({ entry }) => entry.promise)), PATIENCE_MS)
  // One that is late alone is waited for: nothing else is in its way.
  return Promise.all(
    asked.map(async ({ ask, entry }) => entry.ended ?? (set || !entry.sending ? late(ask, entry, now()) : await entry.promise)),
  )
}

function late({ number }: Ask, { sending }: UnderWay, now: number): Decision {
  if (!sending)
    return { kind: 'retry', number, delayMs: ASK_AGAIN_MS, note: 'waits for a free slot: the receiver has its share of open attempts' }
  const note = 'attempt under way'
  if (now - sending.since < PATIENCE_MS) return { kind: 'retry', number, delayMs: ASK_AGAIN_MS, note }
  return { kind: 'retry', number, delayMs: Math.max(0, sending.until - now) + RECORD_MARGIN_MS, note, alone: sending.labels }
}

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
