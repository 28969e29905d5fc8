import { Pool } from 'undici'

export interface Poster {
  /** The status and the body of the answer; status 0 when there was none. */
  post(body: string): Promise<PostAnswer>
  close(): Promise<void>
}

export interface PostAnswer {
  readonly status: number
  readonly text: string
}

export interface PosterOptions {
  readonly url: string
  readonly apiKey: string
  readonly connections: number
}

/** Posts over keep-alive connections. undici's lowest level: the load shares its processors with what it measures. */
export function createPoster({ url, apiKey, connections }: PosterOptions): Poster {
  const { origin, pathname: path } = new URL(url)
  const pool = new Pool(origin, { connections, pipelining: 1, keepAliveTimeout: 60_000, headersTimeout: 120_000, bodyTimeout: 120_000 })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` }
  return {
    post: (body) =>
      new Promise((resolve) => {
        let status = 0
        let text = ''
        pool.dispatch(
          { method: 'POST', path, headers, body },
          {
            onRequestStart: () => undefined,
            onResponseStart(_controller, statusCode) {
              status = statusCode
            },
            onResponseData(_controller, chunk) {
              text += chunk.toString('latin1') // ids only; the chunk itself is a view of the socket's buffer
            },
            onResponseEnd() {
              resolve({ status, text })
            },
            onResponseError(_controller, error) {
              resolve({ status: 0, text: error.message })
            },
          },
        )
      }),
    close: () => pool.close(),
  }
}
