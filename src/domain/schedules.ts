import type { CustomSchedule, Schedule, ScheduleName } from './delivery-types.js'

/** Delays between attempts in seconds, and when a round is over at the latest, counted from its first attempt; null: with its last delay. */
export interface Timing {
  readonly delaysSeconds: readonly number[]
  readonly endSeconds: number | null
}

const minute = 60
const hour = 60 * minute
const day = 24 * hour
/** A round is over after so many retries, whatever its schedule says. */
const mostRetries = 100

/** Those delays after which an attempt still comes before the end. */
function within(delaysSeconds: readonly number[], endSeconds: number): number[] {
  let at = 0
  return delaysSeconds.slice(0, mostRetries).filter((delay) => (at += delay) <= endSeconds)
}

const thenEvery = (first: readonly number[], every: number, endSeconds: number): Timing => ({
  delaysSeconds: within([...first, ...Array<number>(mostRetries).fill(every)], endSeconds),
  endSeconds,
})

const onlyThese = (delaysSeconds: readonly number[]): Timing => ({ delaysSeconds, endSeconds: null })

const unipayFirst = [5 * minute, 15 * minute]
const unipayOwn = [30 * minute, hour, 2 * hour, 4 * hour, 8 * hour]

/** The published schedules (S2-15). */
export const publishedSchedules: Readonly<Record<ScheduleName, Timing & { readonly description: string }>> = {
  'payments-72h': {
    description: 'Quickly at first, then every 8 hours until 72 hours after the first attempt: the default',
    ...thenEvery([10, 30, 2 * minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour], 8 * hour, 72 * hour),
  },
  'standard-webhooks': {
    description: 'As the Standard Webhooks specification recommends, over about three days',
    ...onlyThese([5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]),
  },
  'adyen-30d': {
    description: 'Within seconds at first, then every 8 hours until 30 days after the first attempt',
    ...thenEvery([9, 18, 27, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour], 8 * hour, 30 * day),
  },
  unipay: {
    description: "After 5 and 15 minutes, then the subscription's own list; without one up to every 8 hours until 72 hours",
    ...thenEvery([...unipayFirst, ...unipayOwn], 8 * hour, 72 * hour),
  },
  azupay: {
    description: 'Twice after 20 seconds, then every 15 minutes for about four hours',
    ...onlyThese([20, 20, ...Array<number>(15).fill(15 * minute)]),
  },
  'fixed-hourly-24h': { description: 'Every hour for a day', ...onlyThese(Array<number>(24).fill(hour)) },
}

/** The delays of a schedule, and its end. */
export function timingOf(schedule: Schedule): Timing {
  if (schedule.name === 'custom') return customTiming(schedule)
  if (schedule.name === 'unipay' && schedule.delaysSeconds) return onlyThese([...unipayFirst, ...schedule.delaysSeconds])
  return publishedSchedules[schedule.name]
}

function customTiming({ delaysSeconds, arithmetic, geometric, endSeconds }: CustomSchedule): Timing {
  const given = delaysSeconds ?? (arithmetic ? arithmeticDelays(arithmetic) : geometric ? geometricDelays(geometric) : [])
  return { delaysSeconds: within(given, endSeconds ?? Infinity), endSeconds: endSeconds ?? null }
}

const arithmeticDelays = ({ firstSeconds, stepSeconds, maxSeconds }: NonNullable<CustomSchedule['arithmetic']>): number[] =>
  retries((retry) => Math.min(firstSeconds + retry * stepSeconds, maxSeconds ?? longest))

const geometricDelays = ({ firstSeconds, factor, maxSeconds }: NonNullable<CustomSchedule['geometric']>): number[] =>
  retries((retry) => Math.min(firstSeconds * factor ** retry, maxSeconds ?? longest))

const longest = 30 * day
const retries = (delayOf: (retry: number) => number): number[] => Array.from({ length: mostRetries }, (_, retry) => delayOf(retry))
