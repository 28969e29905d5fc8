import { InvalidArgumentError, Option } from 'commander'
import type { Subscription } from '../contract/subscriptions.js'
import { wholeNumber } from './options.js'

type Caps = Pick<Subscription, 'maxConcurrency' | 'rateLimit'>

export const maxConcurrencyOption = (): Option =>
  new Option(
    '--max-concurrency <requests>',
    'most requests the receiver has to answer at a time, up to 1000; none: 10 from each node',
  ).argParser((text): Caps['maxConcurrency'] => (text === 'none' ? null : wholeNumber(1, 1_000)(text)))

export const rateLimitOption = (): Option =>
  new Option('--rate-limit <rate>', 'most requests the receiver gets, such as 20/s or 600/min; none: no limit').argParser(toRateLimit)

function toRateLimit(text: string): Caps['rateLimit'] {
  if (text === 'none') return null
  const [, requests = '', unit] = /^([1-9]\d{0,4})\/(s|min)$/.exec(text) ?? []
  if (requests === '' || Number(requests) > 10_000)
    throw new InvalidArgumentError('Expected such as 20/s or 600/min, up to 10000, or none.')
  return { requests: Number(requests), per: unit === 's' ? 'second' : 'minute' }
}

/** As people read them. */
export function toCapsText({ maxConcurrency, rateLimit }: Caps): string | null {
  const atATime = maxConcurrency === null ? [] : [`${String(maxConcurrency)} at a time`]
  const rate = rateLimit === null ? [] : [`${String(rateLimit.requests)} a ${rateLimit.per}`]
  return [...atATime, ...rate].join(', ') || null
}
