export interface LookAhead<T> {
  /** Begins to load what will be needed soon. */
  readonly begin: () => void
  /** What was loaded ahead, or is loaded now when that was too long ago. Throws what loading throws. */
  readonly take: () => Promise<T>
}

const FRESH_MS = 1_000

/** Loads what somebody is about to need, so that nobody has to wait for it when the time has come. */
export function createLookAhead<T>(load: () => Promise<T>, now: () => number): LookAhead<T> {
  let ahead: { readonly loaded: Promise<() => T>; readonly at: number } | undefined
  return {
    begin() {
      ahead = { loaded: settled(load()), at: now() }
    },
    async take() {
      return ahead && now() - ahead.at <= FRESH_MS ? (await ahead.loaded)() : load()
    },
  }
}

/** What a promise came to, to be asked for later. */
const settled = <T>(promise: Promise<T>): Promise<() => T> =>
  promise.then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error
    },
  )
