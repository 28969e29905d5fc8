/** Words shared by the steps of an attempt, the engine and the workflow. Types only. */

export type Outcome = 'confirmed' | 'unconfirmed' | 'failed' | 'timeout' | 'unreachable' | 'refused'
export type TerminalState = 'delivered' | 'exhausted' | 'cancelled' | 'gone'
export type NotificationState = 'pending' | 'retrying' | 'held' | TerminalState

export type ScheduleName = 'payments-72h' | 'standard-webhooks' | 'adyen-30d' | 'unipay' | 'azupay' | 'fixed-hourly-24h'

/** The name of a published schedule (events.md), or delays of one's own. */
export type Schedule =
  | { readonly name: Exclude<ScheduleName, 'unipay'> }
  | { readonly name: 'unipay'; readonly delaysSeconds?: readonly number[] | undefined }
  | ({ readonly name: 'custom' } & CustomSchedule)

/** One of a list and the two progressions; in seconds. */
export interface CustomSchedule {
  readonly delaysSeconds?: readonly number[] | undefined
  readonly arithmetic?:
    { readonly firstSeconds: number; readonly stepSeconds: number; readonly maxSeconds?: number | undefined } | undefined
  readonly geometric?: { readonly firstSeconds: number; readonly factor: number; readonly maxSeconds?: number | undefined } | undefined
  /** After the first attempt of a round; none is due later. */
  readonly endSeconds?: number | undefined
}

export interface Timings {
  readonly dnsMs: number | null
  readonly connectMs: number | null
  readonly tlsMs: number | null
  readonly firstByteMs: number | null
  readonly totalMs: number
}

interface Reached {
  readonly timings: Timings
  readonly address: string | null
  /** The address, or with `refused` every address of the host, is not among the registered ones. */
  readonly unregistered?: true
}

/** A complete answer over HTTP. */
export interface Answered {
  readonly kind: 'response'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly bodyTruncated: boolean
  /** It was not complete when the time for it was up. */
  readonly bodyLate?: boolean
}

/** What came back from one POST: an answer, or the reason why there is none. A receiver's fault is data, never an exception. */
export type Answer = Reached &
  (
    | Answered
    | { readonly kind: 'timeout'; readonly reason: string }
    | { readonly kind: 'unreachable'; readonly reason: string }
    | { readonly kind: 'refused'; readonly reason: string }
  )

export interface Judgement {
  readonly outcome: Outcome
  /** For an integrator to read: "HTTP 503", "TLS: certificate has expired". Never a URL path or a secret. */
  readonly reason: string
  readonly status: number | null
}

/** What a name leads to. */
export type Resolved =
  { readonly kind: 'addresses'; readonly addresses: readonly string[] } | { readonly kind: 'failed'; readonly reason: string }

export type Resolve = (host: string) => Promise<Resolved>
