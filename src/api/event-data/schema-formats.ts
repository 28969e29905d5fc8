import type { Format } from 'ajv'

/** The formats that a schema may ask for: instants and dates as RFC 3339 has them. */
export const schemaFormats: Readonly<Record<'date-time' | 'date', Format>> = {
  'date-time': (text: string) =>
    /^[^t]{10}t\d\d:\d\d:\d\d(\.\d{1,9})?(z|[+-]\d\d:\d\d)$/i.test(text) && isDate(text.slice(0, 10)) && isInstant(text),
  date: isDate,
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && isInstant(text) && new Date(text).toISOString().startsWith(text)
}

const isInstant = (text: string): boolean => !Number.isNaN(Date.parse(text))
