import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'

/**
 * What an answer tells a browser: it is no page, and is framed and sniffed by nobody. Pages say otherwise
 * for themselves. `publicUrl` is the address under which others reach the API.
 */
export function guardAnswers(publicUrl: string): (request: IncomingMessage, response: ServerResponse) => void {
  const guard = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    strictTransportSecurity: publicUrl.startsWith('https:'),
  })
  return (request, response) => {
    guard(request, response, throwGiven)
  }
}

function throwGiven(error?: unknown): void {
  if (error instanceof Error) throw error
}
