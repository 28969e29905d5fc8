import type { Answer } from '../../src/domain/delivery-types.js'
import { createPost, type Post, type PostOptions, type PostRequest } from '../../src/delivery/post.js'
import { aPolicy } from '../domain/policies.js'

/** May dial loopback, and nothing else that is not public. */
export const loopback = aPolicy({ local: 'loopback' })

export const aRequest = (port: number, request: Partial<PostRequest> = {}): PostRequest => ({
  url: `http://127.0.0.1:${String(port)}/hook?token=canary`,
  headers: { 'content-type': 'application/json', 'webhook-id': 'ntf_1' },
  body: '{"amount":10.50}',
  deadlineMs: 5_000,
  poolKey: 'sub_1:1',
  ...request,
})

/** Runs `use` with a client of its own. */
export async function withPost<T>(use: (post: Post) => Promise<T>, options: Partial<PostOptions> = {}): Promise<T> {
  const post = createPost({ policy: loopback, ...options })
  try {
    return await use(post)
  } finally {
    await post.close()
  }
}

/** "timeout: no answer within 10 s", or "HTTP 200". */
export const outcomeOf = (answer: Answer): string =>
  answer.kind === 'response' ? `HTTP ${String(answer.status)}` : `${answer.kind}: ${answer.reason}`
