import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { VerifierOptions } from '../../verify/index.js'
import { readRawBody } from '../../verify/read-raw-body.js'
import { diagnose, type Finding } from '../verify/diagnose.js'
import { endToEnd, forward } from './forward.js'

/** One request that came, and what became of it. */
export interface Heard {
  readonly at: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Null: it has no signature that can be verified here. */
  readonly verified: boolean | null
  readonly findings: readonly Finding[]
  readonly answer: Answer
}

/** What was answered to Posthorn. */
interface Answer {
  /** Null: Posthorn did not wait for it. */
  readonly status: number | null
  readonly ms: number
  /** Why it is not that of the target. */
  readonly error: string | null
}

export interface ListenerDeps {
  readonly target: URL
  /** Filled as soon as there is a subscription. */
  readonly verifications: readonly VerifierOptions[]
  readonly now: () => Date
  readonly hear: (heard: Heard) => void
}

const maxBytes = 33_554_432

/** Verifies what comes, forwards what is authentic and answers what the target answers. */
export const createListener =
  (deps: ListenerDeps): RequestListener =>
  (request, response) => {
    if (request.method === 'POST') void take(deps, request, response)
    else response.writeHead(405, { allow: 'POST' }).end()
  }

async function take(deps: ListenerDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readRawBody(request, maxBytes).catch(() => undefined)
  if (body === undefined) return void response.writeHead(413, { connection: 'close' }).end()
  const at = deps.now()
  const findings = await verify(deps.verifications, { headers: request.headers, body, method: 'POST' }, at)
  const refused = findings.find(({ code }) => code !== 'verified')
  const begun = performance.now()
  const { status, error } = refused ? refuse(response, refused) : await pass(deps.target, { request, response, body })
  const answer = { status, ms: performance.now() - begun, error }
  const verified = findings.length === 0 ? null : !refused
  deps.hear({ at: at.toISOString(), headers: toRecord(request), body: body.toString(), verified, findings, answer })
}

type Asked = Parameters<typeof diagnose>[1]

const verify = async (verifications: readonly VerifierOptions[], asked: Asked, at: Date): Promise<Finding[]> =>
  (await Promise.all(verifications.map((options) => diagnose(options, asked, at)))).flat()

const toRecord = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]))

type Answered = Omit<Answer, 'ms'>

/** Whoever knows the address of a tunnel does not get through it. */
function refuse(response: ServerResponse, { code, text }: Finding): Answered {
  const status = code === 'keys_unavailable' ? 503 : 401
  return answer(response, status, { error: 'not forwarded', body: { code, message: text } })
}

function answer(response: ServerResponse, status: number, { error, body }: { error: string; body: object }): Answered {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  return { status, error }
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly body: Buffer
}

async function pass(target: URL, { request, response, body }: Exchange): Promise<Answered> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  try {
    const answered = await forward(target, { rawHeaders: request.rawHeaders, body, signal: gone.signal })
    response.writeHead(answered.statusCode ?? 502, endToEnd(answered.rawHeaders))
    await pipeline(answered, response)
    return { status: response.statusCode, error: null }
  } catch (error) {
    if (response.headersSent || gone.signal.aborted) return { status: null, error: 'the answer was not waited for, or broke off' }
    const message = `no answer from ${target.href} (${(error as NodeJS.ErrnoException).code ?? 'it failed'})`
    return answer(response, 502, { error: message, body: { code: 'no_answer', message } })
  }
}
