import { usageFailure } from './failure.js'

/**
 * The request text of a publish: the members as JSON, and `data` spliced in exactly as it was given,
 * so that number spelling and key order reach the receiver.
 * Throws a usage failure when the data is not a JSON object.
 */
export function toPublishText(members: Readonly<Record<string, unknown>>, dataText: string): string {
  jsonObject(dataText)
  const head = JSON.stringify(members)
  const separator = head === '{}' ? '' : ','
  return `${head.slice(0, -1)}${separator}"data":${dataText}}`
}

/** The object that `--data` is. Throws a usage failure when it is none. */
export function jsonObject(text: string): Record<string, unknown> {
  const parsed = parse(text)
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>
  throw usageFailure('--data must be a JSON object')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw usageFailure(`--data is not JSON: ${(error as Error).message}`)
  }
}
