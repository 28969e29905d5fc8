/** What is kept apart of an event, in the order in which it is removed: what goes with the metadata need not go before. */
export const retentionClasses = ['metadata', 'payload', 'attemptBodies'] as const
export type RetentionClass = (typeof retentionClasses)[number]

/** Days since the publish; 0: for ever. */
export type RetentionDays = Readonly<Record<RetentionClass, number>>
/** The same, as far as an account says something: null leaves it to the account above. */
export type RetentionWish = Readonly<Record<RetentionClass, number | null>>

export interface RetentionSources {
  readonly own: RetentionWish
  /** Of the nearest account above that says something. */
  readonly inherited: RetentionWish
  readonly platform: RetentionDays
}

export interface EffectiveDays {
  readonly days: number
  /** Who has said so. */
  readonly source: 'own' | 'inherited' | 'platform'
}

export type EffectiveRetention = Readonly<Record<RetentionClass, EffectiveDays>>

/** How long an account keeps what. The metadata takes everything else of an event with it. */
export function effectiveRetention(sources: RetentionSources): EffectiveRetention {
  const metadata = saidOf(sources, 'metadata')
  const within = (said: EffectiveDays): EffectiveDays => (isLonger(said.days, metadata.days) ? metadata : said)
  return { metadata, payload: within(saidOf(sources, 'payload')), attemptBodies: within(saidOf(sources, 'attemptBodies')) }
}

function saidOf({ own, inherited, platform }: RetentionSources, kind: RetentionClass): EffectiveDays {
  const [mine, above] = [own[kind], inherited[kind]]
  if (mine !== null) return { days: mine, source: 'own' }
  return above === null ? { days: platform[kind], source: 'platform' } : { days: above, source: 'inherited' }
}

const isLonger = (days: number, than: number): boolean => than !== 0 && (days === 0 || days > than)

export interface RetentionContradiction {
  readonly class: RetentionClass
  readonly detail: string
}

/** What an account asks to be kept for longer than the metadata it belongs to, with the remedy. */
export function findContradictions(sources: RetentionSources): RetentionContradiction[] {
  const { days: most } = saidOf(sources, 'metadata')
  return retentionClasses.flatMap((kind) => {
    const days = sources.own[kind]
    if (days === null || !isLonger(days, most)) return []
    const enough = days === 0 ? 'or a metadataDays of 0' : `or a metadataDays of 0 or at least ${String(days)}`
    return [{ class: kind, detail: `the metadata goes after ${daysText(most)} and takes it along: at most ${String(most)}, ${enough}` }]
  })
}

const daysText = (days: number): string => (days === 1 ? '1 day' : `${String(days)} days`)

/** How many were removed: of the metadata and the payloads events, of the attempt bodies attempts. */
export type RetentionCounts = Readonly<Record<RetentionClass, number>>

export const noneRemoved: RetentionCounts = { metadata: 0, payload: 0, attemptBodies: 0 }

export const addCounts = (one: RetentionCounts, other: RetentionCounts): RetentionCounts => ({
  metadata: one.metadata + other.metadata,
  payload: one.payload + other.payload,
  attemptBodies: one.attemptBodies + other.attemptBodies,
})
