import { hash } from 'node:crypto'
import type { Express, Request, RequestHandler } from 'express'
import { jwksMaxAgeSeconds } from '../domain/key-rotation.js'
import type { ApiDeps } from './deps.js'
import { found, Problem } from './problem.js'

const path = '/v1/jwks/:account/:environment'
/** Of the account alone: for those to whom a key says who it is. */
const ownPath = `${path}/own`
const allow = 'GET, HEAD'

/** The public keys of an account and of those that sign for it (RFC 7517), at a URL that never changes. It needs no key. */
export function mountJwks(app: Express, { signingKeys }: Pick<ApiDeps, 'signingKeys'>): void {
  const maxAge = Math.max(1, Math.floor(jwksMaxAgeSeconds * signingKeys.factor))
  const answer =
    (ownOnly: boolean): RequestHandler<Params> =>
    async (request, response) => {
      const { account, environment } = request.params
      const keys = found(isEnvironment(environment) ? await signingKeys.published({ account, environment, ownOnly }) : undefined)
      const body = JSON.stringify({ keys })
      const etag = `"${hash('sha256', body, 'base64url')}"`
      response.set({ 'cache-control': `public, max-age=${maxAge}`, etag, 'content-type': 'application/jwk-set+json' })
      if (isKnown(request, etag)) response.status(304).end()
      else response.end(body)
    }
  app.get(path, answer(false))
  app.get(ownPath, answer(true))
  app.all([path, ownPath], () => {
    throw new Problem('method_not_allowed', { detail: `allowed: ${allow}`, headers: { allow } })
  })
}

interface Params {
  readonly account: string
  readonly environment: string
}

const isEnvironment = (text: string): text is 'test' | 'live' => text === 'test' || text === 'live'

/** Whether the caller has this version (RFC 9110, weak comparison). */
const isKnown = ({ headers }: Request<Params>, etag: string): boolean =>
  (headers['if-none-match'] ?? '').split(',').some((known) => ['*', etag].includes(known.trim().replace(/^W\//, '')))
