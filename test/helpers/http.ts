import type { Posthorn } from './posthorn.js'

export interface Ask {
  readonly method?: string
  readonly path: string
  /** Sent as it is; anything but a string is sent as JSON. */
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** What tests look for in an answer: a problem, or the results of a batch. */
export interface Json {
  readonly status?: number
  readonly code?: string
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
  readonly results?: readonly { readonly status: number }[]
}

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Json
}

/** A request as any program would send it, without our client. */
export async function send(
  posthorn: Pick<Posthorn, 'baseUrl' | 'apiKey'>,
  { method = 'GET', path, body, headers = {} }: Ask,
): Promise<Answered> {
  const response = await fetch(posthorn.baseUrl + path, {
    method,
    headers: { authorization: `Bearer ${posthorn.apiKey}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: response.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as Json) : {},
  }
}

/** POST /v1/events with exactly these bytes. */
export const publishText = (posthorn: Pick<Posthorn, 'baseUrl' | 'apiKey'>, body: string) =>
  send(posthorn, { method: 'POST', path: '/v1/events', body })
