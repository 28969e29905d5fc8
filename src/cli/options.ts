import { InvalidArgumentError, Option } from 'commander'
import { Actor } from '../contract/events.js'

/** A whole number of an option; anything else is a usage error. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`)
  }

/** `a,b` and a repeated option both make a list. */
export const list = (text: string, before: readonly string[] | undefined): string[] => [
  ...(before ?? []),
  ...text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
]

/** `15m`, `2h`, `7d` ago, or an instant. RFC 3339 in UTC. */
export const instant = (text: string): string => toInstant(text, { sign: -1, example: '15m, 2h, 7d for that long ago' })

/** `12h`, `90d` from now, or an instant. RFC 3339 in UTC. */
export const expiry = (text: string): string => toInstant(text, { sign: 1, example: '12h, 90d for that long from now' })

function toInstant(text: string, { sign, example }: { sign: 1 | -1; example: string }): string {
  const span = /^(\d{1,6})(s|m|h|d)$/.exec(text)
  const date = span ? new Date(Date.now() + sign * Number(span[1]) * unitMs[span[2] as keyof typeof unitMs]) : new Date(text)
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError(`Expected an instant such as 2026-01-31T09:00:00Z, or ${example}.`)
  return date.toISOString()
}

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `user:usr_42`: who caused an event. */
export function actor(text: string): Actor {
  const [, kind, id] = /^(user|client|system):(.+)$/s.exec(text) ?? []
  const read = Actor.safeParse({ kind, id })
  if (read.success) return read.data
  throw new InvalidArgumentError('Expected user:…, client:… or system:… with an id of at most 128 characters.')
}

/** For a change of something that has a version. */
export const ifVersionOption = (): Option =>
  new Option('--if-version <version>', 'only if it still has this version; default: the one it has now').argParser(wholeNumber(1, 2 ** 31))
export const limitOption = (): Option => new Option('--limit <n>', 'items a page, 1 to 100').argParser(wholeNumber(1, 100)).default(50)
export const cursorOption = (): Option => new Option('--cursor <cursor>', 'the page after the one that named this cursor')
export const projectOption = (description: string): Option => new Option('--project <id>', description)

export const accountOption = (description = "another account than the key's"): Option => new Option('--account <id>', description)

type Given<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Without the members that were not given: the API would take them for values. */
export const given = <T extends object>(members: T): Given<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>
