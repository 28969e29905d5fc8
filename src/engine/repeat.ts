/** Work that is done again and again until it is stopped; a stop waits for what is under way. */
export interface Repeated {
  readonly now: () => void
  readonly stop: () => Promise<void>
}

/** Does the work now, and again so many milliseconds after it has ended. */
export function repeat(work: () => Promise<void>, everyMs: number): Repeated {
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> | undefined
  let stopped = false
  const now = (): void => {
    if (stopped || working) return
    clearTimeout(timer)
    working = work().finally(() => {
      working = undefined
      if (!stopped) timer = setTimeout(now, everyMs)
    })
  }
  now()
  return {
    now,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await working
    },
  }
}
