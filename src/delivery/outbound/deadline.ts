/** One timer over a whole POST: DNS, connect, TLS, headers and body. Exactly one step listens at a time. */
export interface Deadline {
  /** For reasons: "10 s". */
  readonly text: string
  remainingMs(): number
  /** `stop` is called once when the time is up; `undefined` when the step has ended. */
  listen(stop: (() => void) | undefined): void
  clear(): void
}

/** A deadline that starts now. Clear it when the POST has ended. */
export function startDeadline(deadlineMs: number): Deadline {
  const endsAt = performance.now() + deadlineMs
  let stop: (() => void) | undefined
  let expired = false
  const timer = setTimeout(() => {
    expired = true
    stop?.()
  }, deadlineMs)
  return {
    get text() {
      return `${deadlineMs / 1000} s`
    },
    remainingMs: () => Math.max(0, endsAt - performance.now()),
    listen: (next) => {
      stop = next
      if (expired) next?.()
    },
    clear: () => {
      clearTimeout(timer)
    },
  }
}

/** What the promise gives, or undefined when the time is up first. */
export function beforeDeadline<T>(deadline: Deadline, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    let late = false
    deadline.listen(() => {
      late = true
      resolve(undefined)
    })
    promise.then(resolve, reject).finally(() => {
      if (!late) deadline.listen(undefined)
    })
  })
}
