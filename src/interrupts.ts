import { StartError } from './embedded/start-error.js'

/** The wish of a person or a supervisor that the process should end. */
export interface Interrupts {
  /** Settles with the first wish. */
  readonly asked: Promise<void>
  /** Aborts with the first wish. */
  readonly signal: AbortSignal
  isAsked(): boolean
  /** What to do when the person asks again instead of waiting. */
  onSecond(act: () => void): void
  release(): void
}

/** A terminal's Ctrl-C reaches us twice: from the terminal and passed on by npm. Within this time it counts once. */
const sameWishMs = 400
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Listens for SIGINT, SIGTERM, SIGHUP and for the end of the script that started us. */
export function watchInterrupts(): Interrupts {
  let firstAt: number | undefined
  let second: () => void = () => undefined
  let settle: () => void = () => undefined
  const abort = new AbortController()
  const asked = new Promise<void>((resolve) => {
    settle = resolve
  })
  const hear = (): void => {
    if (firstAt === undefined) {
      firstAt = Date.now()
      settle()
      abort.abort(new StartError('Stopped before it was running'))
    } else if (Date.now() - firstAt > sameWishMs) second()
  }
  for (const signal of signals) process.on(signal, hear)
  process.once('disconnect', hear)
  return {
    asked,
    signal: abort.signal,
    isAsked: () => firstAt !== undefined,
    onSecond: (act) => {
      second = act
    },
    release: () => {
      for (const signal of signals) process.off(signal, hear)
      process.off('disconnect', hear)
    },
  }
}
