import { PendingChange, ProblemError } from '../src/client/client.js'

/** What a failure is to a person. */
export function toMessage(error: unknown): string {
  if (error instanceof PendingChange) return `Four eyes are asked for: it waits for approval as ${error.request.id}.`
  if (error instanceof ProblemError) return toSentence(error.problem.detail ?? error.problem.title)
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'The API did not answer in time. Try again in a moment.'
  if (error instanceof TypeError) return 'The API cannot be reached. Check your connection, then try again.'
  return 'Something went wrong in the console. Load the page again.'
}

const toSentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
