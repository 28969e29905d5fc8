const capMs = 24 * 60 * 60 * 1000
const monthNames = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

const clock = String.raw`(?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d):(?<second>[0-5]\d|60)`
const month = `(?<month>${monthNames.join('|')})`
/** RFC 9110 §5.6.7: the preferred form and the two that recipients must still read. */
const dateForms = [
  new RegExp(String.raw`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d\d) ${month} (?<year>\d{4}) ${clock} GMT$`),
  new RegExp(String.raw`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-${month}-(?<year>\d\d) ${clock} GMT$`),
  new RegExp(String.raw`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${month} (?<day>[ \d]\d) ${clock} (?<year>\d{4})$`),
]

/** What every one of the forms names. */
type HttpDate = Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string>

/**
 * How long a receiver asked us to wait, in milliseconds, 0 to 24 h; undefined when it did not ask or cannot be understood.
 * Seconds or an HTTP-date (RFC 9110 §10.2.3); a date in the past is 0.
 */
export function parseRetryAfter(value: string | undefined, now: Date): number | undefined {
  const text = value?.trim() ?? ''
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : waitUntil(text, now)
  return waitMs === undefined ? undefined : Math.min(Math.max(waitMs, 0), capMs)
}

function waitUntil(text: string, now: Date): number | undefined {
  for (const form of dateForms) {
    const date = form.exec(text)?.groups as HttpDate | undefined
    if (date) return instantMs(date, now) - now.getTime()
  }
  return undefined
}

function instantMs(date: HttpDate, now: Date): number {
  const midnight = Date.UTC(fullYear(date.year, now), monthNames.indexOf(date.month), Number(date.day))
  return midnight + ((Number(date.hour) * 60 + Number(date.minute)) * 60 + Number(date.second)) * 1000
}

/** A year of two digits that seems more than 50 years ahead is the most recent past one with those digits (RFC 9110 §5.6.7). */
function fullYear(digits: string, now: Date): number {
  if (digits.length === 4) return Number(digits)
  const current = now.getUTCFullYear()
  const year = current - (current % 100) + Number(digits)
  return year > current + 50 ? year - 100 : year
}
