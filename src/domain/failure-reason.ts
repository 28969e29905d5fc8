/** Why the last attempt failed, as an event tells it. */
export interface FailureReason {
  /** For programs: `http_503`, or the outcome. */
  readonly code: string
  readonly text: string
}

/** From what a notification's row says of its last attempt. */
export function toFailureReason({ outcome, status }: { outcome: string | null; status: number | null }): FailureReason {
  if (status !== null && outcome !== 'unconfirmed') return { code: `http_${String(status)}`, text: `HTTP ${String(status)}` }
  const code = outcome ?? 'unknown'
  return { code, text: texts[code] ?? code }
}

const texts: Readonly<Record<string, string>> = {
  timeout: 'the receiver did not answer in time',
  unreachable: 'the receiver could not be reached',
  refused: 'the endpoint is not allowed, or its address is not registered',
  unconfirmed: 'the receiver answered and did not confirm',
  unknown: 'nothing was attempted',
}
