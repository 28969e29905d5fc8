/** What a receiver answers to each: 401 unless it is about size, about the receiver itself, or about repetition. */
const statuses = {
  missing_header: 401,
  malformed_header: 401,
  malformed_token: 401,
  unsupported_algorithm: 401,
  unknown_key: 401,
  signature_mismatch: 401,
  timestamp_too_old: 401,
  timestamp_in_future: 401,
  body_altered: 401,
  wrong_issuer: 401,
  wrong_audience: 401,
  wrong_request: 401,
  decryption_failed: 401,
  replayed: 409,
  body_too_large: 413,
  body_already_parsed: 500,
  keys_unavailable: 503,
} as const

export type VerificationCode = keyof typeof statuses

/** Why a request was refused. The message is for integrators: it repeats no secret, no body and nothing of a token. */
export class VerificationError extends Error {
  override readonly name = 'VerificationError'
  readonly code: VerificationCode
  /** HTTP status that a receiver answers. */
  readonly status: number
  /** Of timestamps: seconds by which it is older (positive) or newer (negative) than this clock. */
  readonly ageSeconds: number | undefined

  constructor(code: VerificationCode, message: string, ageSeconds?: number) {
    super(message)
    this.code = code
    this.status = statuses[code]
    this.ageSeconds = ageSeconds
  }
}
