import type { Environment } from './config-variables.js'
import type { RetentionDays } from './domain/retention.js'

export interface RetentionConfig {
  /** What an account keeps when neither it nor one above says anything. */
  readonly platform: RetentionDays
  readonly everySeconds: number
}

export const toRetention = (env: Environment): RetentionConfig => ({
  platform: {
    metadata: env.POSTHORN_RETENTION_METADATA_DAYS,
    payload: env.POSTHORN_RETENTION_PAYLOAD_DAYS,
    attemptBodies: env.POSTHORN_RETENTION_ATTEMPT_BODIES_DAYS,
  },
  everySeconds: env.POSTHORN_RETENTION_EVERY_SECONDS,
})

const parts = ['POSTHORN_RETENTION_PAYLOAD_DAYS', 'POSTHORN_RETENTION_ATTEMPT_BODIES_DAYS'] as const

/** What is to be kept for longer than the event it belongs to. */
export function retentionProblems(env: Environment): string[] {
  const most = env.POSTHORN_RETENTION_METADATA_DAYS
  const longer = parts.filter((name) => most > 0 && env[name] > most)
  return longer.map((name) => `${name} must not be more than POSTHORN_RETENTION_METADATA_DAYS: with the metadata all of an event goes`)
}
