import { InvalidArgumentError } from 'commander'
import { type CreateSubscription, ScheduleName } from '../contract/subscriptions.js'

type Schedule = CreateSubscription['schedule']

/** `payments-72h` is a published schedule, `1,5,30` a custom one: the seconds between attempts. */
export function toSchedule(text: string): Schedule {
  const named = ScheduleName.safeParse(text)
  if (named.success) return { name: named.data }
  const delaysSeconds = text.split(',').map((delay) => Number(delay.trim() || NaN))
  if (delaysSeconds.every((delay) => delay > 0)) return { name: 'custom', delaysSeconds }
  throw new InvalidArgumentError(`Expected ${ScheduleName.options.join(', ')} or the seconds between attempts, for example 1,5,30.`)
}
