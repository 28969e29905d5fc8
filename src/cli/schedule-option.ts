import { InvalidArgumentError } from 'commander'
import { type Schedule, ScheduleName } from '../contract/schedules.js'

export const scheduleHelp = `${ScheduleName.options.join(', ')}, the seconds between attempts: 1,5,30, or JSON`

/** `payments-72h` is a published schedule, `1,5,30` the seconds between attempts of a custom one, and JSON whatever the API takes. */
export function toSchedule(text: string): Schedule {
  const named = ScheduleName.safeParse(text)
  if (named.success) return { name: named.data }
  if (text.startsWith('{')) return toJsonSchedule(text)
  const delaysSeconds = text.split(',').map((delay) => Number(delay.trim() || NaN))
  if (delaysSeconds.every((delay) => delay > 0)) return { name: 'custom', delaysSeconds }
  throw new InvalidArgumentError(`Expected ${ScheduleName.options.join(', ')}, the seconds between attempts, for example 1,5,30, or JSON.`)
}

/** Custom unless it says another name. The API judges the rest. */
function toJsonSchedule(text: string): Schedule {
  try {
    return { name: 'custom', ...(JSON.parse(text) as object) }
  } catch {
    throw new InvalidArgumentError('Is not JSON, for example {"geometric":{"firstSeconds":10,"factor":2},"endSeconds":86400}.')
  }
}

/** As the option spells it. */
export function toScheduleText({ name, ...rest }: Schedule): string {
  const { delaysSeconds, ...more } = { delaysSeconds: undefined, ...rest }
  if (name === 'custom' && delaysSeconds !== undefined && Object.keys(more).length === 0) return `after ${delaysSeconds.join(', ')} s`
  return Object.keys(rest).length === 0 ? name : `${name} ${JSON.stringify(rest)}`
}
