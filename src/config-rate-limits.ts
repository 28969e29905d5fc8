import type { Environment } from './config-variables.js'

/** Requests a second of one key to this node, by their kind; 0: any number. */
export interface RateLimitConfig {
  readonly publishes: number
  readonly simulations: number
  readonly others: number
}

export const toRateLimits = (env: Environment): RateLimitConfig => ({
  publishes: env.POSTHORN_PUBLISHES_PER_SECOND,
  simulations: env.POSTHORN_SIMULATIONS_PER_SECOND,
  others: env.POSTHORN_REQUESTS_PER_SECOND,
})
