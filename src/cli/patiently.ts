import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError } from '../client/client.js'

const pauseMs = 500
const longestMs = 60_000

/** Asks again while the API says that it was asked too often. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const until = Date.now() + longestMs
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      const isTooOften = error instanceof ProblemError && error.problem.status === 429
      if (!isTooOften || Date.now() > until) throw error
      await sleep(pauseMs)
    }
  }
}
