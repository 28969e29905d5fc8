import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { Answered } from '../../domain/delivery-types.js'
import type { Connection } from './connection.js'
import type { Deadline } from './deadline.js'
import { maxConfirmingMs, maxInterimAnswers, maxKeptBytes, maxReadBytes } from './limits.js'
import { alertReason, codeOf, exchangeReason } from './reasons.js'

export interface Message {
  readonly path: string
  /** Names and values by turns. */
  readonly headers: string[]
  readonly body: string
  /** Whether the body of a 2xx has to confirm: then all that is read of it is kept, and it has to come soon. */
  readonly readsBody?: boolean | undefined
}

/**
 * `unsent`: the connection was lost before a single byte of the request was written, so it may go out on another one.
 * Once it has been written nobody knows what the receiver did with it: that attempt has failed, and the next is recorded as one.
 */
export type Exchanged = { readonly firstByteAt: number | null } & (
  Answered | { readonly kind: 'timeout' | 'unreachable' | 'unsent' | 'refused'; readonly reason: string }
)

const nothing = Buffer.alloc(0)
const interimReason = `the receiver sent more than ${maxInterimAnswers} interim answers (HTTP 1xx) without a final one`

/** Sends one request and reads its answer, no further than anybody needs it; redirects and encodings are left as they are. */
export function exchange(connection: Connection, message: Message, deadline: Deadline): Promise<Exchanged> {
  return new Promise((resolve) => {
    const reading = createReading(message.readsBody === true)
    const settle = (exchanged: Exchanged): void => {
      clearTimeout(reading.late)
      deadline.listen(undefined)
      resolve(exchanged)
    }
    deadline.listen(() => {
      settle({ kind: 'timeout', reason: reading.lateReason(deadline.text), firstByteAt: reading.firstByteAt })
      connection.destroy()
    })
    connection.begin()
    const request = { method: 'POST', path: message.path, headers: message.headers, body: message.body } as const
    connection.client.dispatch(request, createHandler(reading, connection, settle))
  })
}

interface Reading {
  readonly readsBody: boolean
  /** Runs while the body of a 2xx has time to confirm. */
  late?: NodeJS.Timeout
  sent: boolean
  interimAnswers: number
  status: number
  headers: Readonly<Record<string, string>>
  firstByteAt: number | null
  readBytes: number
  keptBytes: number
  chunks: Buffer[]
  lateReason(within: string): string
}

const createReading = (readsBody: boolean): Reading => ({
  readsBody,
  sent: false,
  interimAnswers: 0,
  status: 0,
  headers: {},
  firstByteAt: null,
  readBytes: 0,
  keptBytes: 0,
  chunks: [],
  lateReason(within) {
    return this.status === 0 ? `no answer within ${within}` : `answer (HTTP ${this.status}) not complete within ${within}`
  },
})

function createHandler(reading: Reading, connection: Connection, settle: (exchanged: Exchanged) => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart: () => {
      reading.sent = true
    },
    onResponseStart: (_controller, status, headers) => {
      if (status < 200) {
        reading.interimAnswers += 1
        if (reading.interimAnswers <= maxInterimAnswers) return
        settle({ kind: 'unreachable', reason: interimReason, firstByteAt: null })
        connection.destroy()
        return
      }
      connection.answered()
      reading.status = status
      reading.headers = joinRepeated(headers)
      reading.firstByteAt = performance.now()
      if (!reading.readsBody || status > 299) return
      reading.late = setTimeout(() => {
        settle({ ...toAnswered(reading), bodyLate: true })
        connection.destroy()
      }, maxConfirmingMs)
    },
    onResponseData: (_controller, chunk) => {
      keep(reading, chunk)
      if (reading.readBytes <= maxReadBytes) return
      settle(toAnswered(reading))
      connection.destroy()
    },
    onResponseEnd: () => {
      settle(toAnswered(reading))
    },
    onResponseError: (_controller, error) => {
      settle({ ...toFailure(connection.alert() ?? error, reading), firstByteAt: reading.firstByteAt })
      connection.destroy()
    },
  }
}

function keep(reading: Reading, chunk: Buffer): void {
  reading.readBytes += chunk.length
  const left = (reading.readsBody ? maxReadBytes : maxKeptBytes) - reading.keptBytes
  if (left <= 0) return
  const kept = chunk.length > left ? chunk.subarray(0, left) : chunk
  reading.keptBytes += kept.length
  reading.chunks.push(kept)
}

function toAnswered({
  status,
  headers,
  chunks,
  keptBytes,
  readBytes,
  firstByteAt,
}: Reading): Answered & { readonly firstByteAt: number | null } {
  const body = chunks.length === 1 ? (chunks[0] ?? nothing) : chunks.length === 0 ? nothing : Buffer.concat(chunks, keptBytes)
  return { kind: 'response', status, headers, body, bodyTruncated: readBytes > keptBytes, firstByteAt }
}

interface Failed {
  readonly kind: 'unsent' | 'unreachable' | 'refused'
  readonly reason: string
}

function toFailure(error: unknown, { sent, status }: Reading): Failed {
  if (codeOf(error) === 'UND_ERR_INVALID_ARG') return { kind: 'refused', reason: 'the request holds an invalid header' }
  if (!sent) return { kind: 'unsent', reason: alertReason(error) ?? 'connection closed before the request was sent' }
  return { kind: 'unreachable', reason: exchangeReason(error, status) }
}

/** RFC 9110 §5.3: values of a repeated header are joined. The object is undici's, made for this answer alone. */
function joinRepeated(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (Array.isArray(value)) headers[name] = value.join(', ')
  }
  return headers as Record<string, string>
}
