import type { Config, Secrets } from '../../config.js'
import type { ConnectionFile } from '../connection-file.js'

/** What one look found. `mend` is there whenever something can be done. */
export interface Finding {
  readonly subject: string
  readonly state: 'ok' | 'warning' | 'wrong' | 'skipped'
  readonly found: string
  readonly mend?: string
}

/** What the checks know before they look. */
export interface Ground {
  readonly baseUrl: string
  readonly apiKey: string | undefined
  readonly left: ConnectionFile | undefined
  /** Undefined when the configuration itself is wrong. */
  readonly configured: { readonly config: Config; readonly secrets: Secrets } | undefined
}

/** A look at one thing. It never throws for what it looks at. */
export type Check = (ground: Ground) => Promise<readonly Finding[]>

export const lookTimeoutMs = 3000

export const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(reasonOf))].join(', ')
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  if (error.cause !== undefined) return reasonOf(error.cause)
  return typeof code === 'string' && !error.message.includes(code) ? `${error.message} (${code})` : error.message
}
