/** What a run leaves behind, as plain data: all moments are milliseconds since the epoch, on one machine's clock. */
export interface Evidence {
  readonly acknowledged: readonly Acknowledged[]
  /** Publishes that ended otherwise than with 202. */
  readonly refused: readonly Refused[]
  /** Answers to publishes repeated after they had been acknowledged. */
  readonly repeats: readonly Repeat[]
  readonly received: readonly Received[]
  readonly events: readonly EventRow[]
  readonly notifications: readonly NotificationRow[]
  readonly attempts: readonly AttemptRow[]
  readonly kills: readonly Kill[]
  /** whsec_… of the only subscription. */
  readonly secret: string
}

export type PartName = 'node' | 'temporal' | 'postgres' | 'receiver'

export interface Acknowledged {
  readonly event: string
  /** The value of `data`, byte for byte. */
  readonly data: string
  readonly notifications: readonly string[]
  /** How often the publish was sent until it was answered. */
  readonly sends: number
  /** Whether the answer was that of an earlier publish of the same id. */
  readonly duplicate: boolean
  readonly at: number
}

export interface Refused {
  readonly event: string
  readonly status: number
  readonly code: string
}

export interface Repeat {
  readonly event: string
  readonly status: number
  readonly duplicate: boolean
  readonly notifications: readonly string[]
}

/** One line of the receiver's log. */
export interface Received {
  readonly at: number
  /** webhook-id */
  readonly notification: string
  /** webhook-timestamp, as it was sent. */
  readonly timestamp: string
  readonly signature: string
  /** base64 */
  readonly body: string
  /** What the receiver was about to answer when it wrote the line. */
  readonly status: number
}

export interface EventRow {
  readonly event: string
  readonly body: string
}

export interface NotificationRow {
  readonly notification: string
  readonly event: string
  readonly state: string
  readonly attempts: number
  readonly workflow: string | null
}

export interface AttemptRow {
  readonly notification: string
  readonly number: number
  readonly startedAt: number
  readonly endedAt: number
  readonly outcome: string
}

export interface Kill {
  readonly parts: readonly PartName[]
  readonly at: number
  /** When everything that was killed served again. */
  readonly backAt: number
}

export interface Finding {
  readonly kind: FindingKind
  /** The event or the notification. */
  readonly subject: string
  readonly detail: string
}

export type FindingKind =
  | 'lost'
  | 'other notifications'
  | 'undelivered'
  | 'delivered in the database only'
  | 'wrong answer'
  | 'wrong repeat'
  | 'altered'
  | 'bad signature'
  | 'unknown request'
  | 'unexplained duplicate'
  | 'late recovery'
