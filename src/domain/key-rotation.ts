import type { KeyState } from './key-rotation-types.js'

/** For so long a receiver may keep a JWKS. */
export const jwksMaxAgeSeconds = 3_600
/** The longest time after which a message that was signed once is sent again: that of the schedule payments-72h. */
export const leastRetainSeconds = 259_200

/** A key as its rotation sees it. */
export interface RotatingKey {
  readonly kid: string
  readonly state: KeyState
  /** Of a `next` one; null while nobody has asked for it. */
  readonly activatesAt: Date | null
  /** Of a `retiring` one. */
  readonly retiresAt: Date | null
  /** For how long the key that it replaces stays published. */
  readonly retainSeconds: number
}

export interface Moment {
  readonly now: Date
  /** What all times are multiplied by. */
  readonly factor: number
}

/** A change of the keys of one place that is due. */
export type KeyChange =
  | { readonly kind: 'activate'; readonly kid: string; readonly replaces: string | null; readonly retiresAt: Date }
  | { readonly kind: 'retire'; readonly kid: string }

/** When a key that was published then may sign at the earliest: every JWKS without it has been given up for long. */
export const earliestActivation = (publishedAt: Date, factor: number): Date => after(publishedAt, 2 * jwksMaxAgeSeconds, factor)

/** What is due, in the order in which it is to be done. */
export function decideKeyChanges(keys: readonly RotatingKey[], { now, factor }: Moment): KeyChange[] {
  const active = keys.find(({ state }) => state === 'active')
  return keys.flatMap((key): KeyChange[] => {
    const due = dueAt(key)
    if (due === null || due > now) return []
    if (key.state === 'retiring') return [{ kind: 'retire', kid: key.kid }]
    return [{ kind: 'activate', kid: key.kid, replaces: active?.kid ?? null, retiresAt: after(now, key.retainSeconds, factor) }]
  })
}

/** When the next change of these keys is due; null: none is to come. */
export function nextKeyChangeAt(keys: readonly RotatingKey[]): Date | null {
  const due = keys.flatMap((key) => dueAt(key)?.getTime() ?? [])
  return due.length === 0 ? null : new Date(Math.min(...due))
}

function dueAt({ state, activatesAt, retiresAt }: RotatingKey): Date | null {
  if (state === 'next') return activatesAt
  return state === 'retiring' ? retiresAt : null
}

const after = (from: Date, seconds: number, factor: number): Date => new Date(from.getTime() + seconds * factor * 1_000)
