import type { Answer } from '../domain/delivery-types.js'

/** Shorter ones are found everywhere: an answer would be full of holes, and what they are could be read off them. */
const shortestSecret = 6
const hole = '[secret]'

/** An answer as it may be kept: a receiver that repeats a credential does not make us store it (S4-20). */
export function redactAnswer(answer: Answer, secrets: readonly string[]): Answer {
  const hidden = secrets.filter((secret) => secret.length >= shortestSecret).sort((one, other) => other.length - one.length)
  if (answer.kind !== 'response' || hidden.length === 0) return answer
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, hidden.reduce(withHole, value)])
  return { ...answer, headers: Object.fromEntries(headers) as Record<string, string>, body: redactBytes(answer.body, hidden) }
}

const withHole = (text: string, secret: string): string => text.replaceAll(secret, hole)

/** Bytes as Latin-1 text and back: none is lost, whatever the body is. */
function redactBytes(body: Buffer, hidden: readonly string[]): Buffer {
  const text = body.toString('latin1')
  const redacted = hidden.map((secret) => Buffer.from(secret).toString('latin1')).reduce(withHole, text)
  return redacted === text ? body : Buffer.from(redacted, 'latin1')
}
