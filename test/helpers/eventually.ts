/* eslint-disable no-restricted-syntax -- the one place that lets time pass */
export interface Patience {
  readonly withinMs?: number
  readonly everyMs?: number
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Repeats `check` until it stops throwing, and returns what it returned; after `withinMs` (15 s) its last error is thrown. */
export async function eventually<T>(check: () => T | Promise<T>, { withinMs = 15_000, everyMs = 20 }: Patience = {}): Promise<T> {
  const giveUpAt = Date.now() + withinMs
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() >= giveUpAt) throw error
      await pause(everyMs)
    }
  }
}

/** Repeats `check` for `forMs` and throws as soon as it throws: something keeps being true. */
export async function always(check: () => unknown, forMs: number): Promise<void> {
  const endAt = Date.now() + forMs
  while (Date.now() < endAt) {
    await check()
    await pause(20)
  }
}

/** Resolves when the time has come: for promises that are made in seconds ("holds for attempts that start 1 s later"). */
export async function until(instant: number): Promise<void> {
  await pause(Math.max(0, instant - Date.now()))
}
