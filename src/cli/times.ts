const steps = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'min', ms: 60_000 },
  { unit: 's', ms: 1000 },
] as const

/** `2026-01-31 09:15:02Z`: an RFC 3339 instant in UTC, to the second. */
export const toClockTime = (instant: string | null): string | null =>
  instant === null ? null : new Date(instant).toISOString().slice(0, 19).replace('T', ' ') + 'Z'

/** `3 min ago`, `in 2 h`, `now`. */
export function toDistance(instant: string, now: Date): string {
  const ms = new Date(instant).getTime() - now.getTime()
  const span = toSpan(Math.abs(ms))
  if (span === undefined) return 'now'
  return ms < 0 ? `${span} ago` : `in ${span}`
}

/** `2026-01-31 09:15:02Z (3 min ago)`. */
export const toMoment = (instant: string | null, now: Date): string | null =>
  instant === null ? null : `${toClockTime(instant) ?? ''} (${toDistance(instant, now)})`

/** `820 ms`, `1.4 s`: how long something took. */
export const toDuration = (ms: number | null): string | null => {
  if (ms === null) return null
  return ms < 1000 ? `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** `2 d 4 h`, `1 h 30 min`, `10 s`: all of a span of seconds. */
export function toSpanText(seconds: number): string {
  let left = seconds * 1000
  const parts = steps.flatMap(({ unit, ms }) => {
    const count = unit === 's' ? left / ms : Math.floor(left / ms)
    left -= count * ms
    return count > 0 ? [`${String(count)} ${unit}`] : []
  })
  return parts.join(' ') || '0 s'
}

function toSpan(ms: number): string | undefined {
  const step = steps.find((candidate) => Math.round(ms / candidate.ms) >= (candidate.unit === 's' ? 1 : 2))
  return step === undefined ? undefined : `${Math.round(ms / step.ms)} ${step.unit}`
}
