import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { track } from './leaks.js'

export interface TokenAsk {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly form: URLSearchParams
}

export interface AuthorizationServer {
  /** The token endpoint. */
  readonly url: string
  /** Every request for a token, in order. */
  asked(): readonly TokenAsk[]
  /** The tokens that were given, in order. */
  given(): readonly string[]
  /** Instead of what the standards say: for servers that are hostile or broken. Without an argument it obeys them again. */
  misbehaves(answer?: (response: ServerResponse) => void): void
  /** Leaves requests unanswered until the returned function is called. */
  hold(): () => void
  stop(): Promise<void>
}

export interface Client {
  readonly id: string
  readonly secret?: string
  /** Of `private_key_jwt`: where its keys are published. */
  readonly jwksUrl?: string
  readonly scope?: string
  readonly expiresIn?: unknown
}

/** An authorization server for one client, strictly by RFC 6749 (§2.3.1, §4.4, §5) and RFC 7523 (§2.2, §3). */
export async function startAuthorizationServer(client: Client): Promise<AuthorizationServer> {
  const asked: TokenAsk[] = []
  const given: string[] = []
  const used = new Set<string>()
  let misbehave: ((response: ServerResponse) => void) | undefined
  let held = Promise.resolve()
  const server = createServer((request, response) => {
    void (async () => {
      const form = new URLSearchParams(await read(request))
      asked.push({ headers: request.headers, form })
      await held
      if (misbehave) {
        misbehave(response)
        return
      }
      const refusal = await refusalOf({ client, request, form, url, used })
      if (refusal) {
        answer(response, refusal === 'invalid_client' ? 401 : 400, { error: refusal, error_description: 'canary-described' })
        return
      }
      const token = `canary-token-${String(given.length + 1)}-${Math.random().toString(36).slice(2)}`
      given.push(token)
      answer(response, 200, { access_token: token, token_type: 'Bearer', expires_in: client.expiresIn ?? 3600 })
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const url = `http://127.0.0.1:${String(port)}/canary-path/token`
  const untrack = track({ name: `authorization server ${String(port)}`, end: () => close(server) })
  return {
    url,
    asked: () => asked,
    given: () => given,
    misbehaves: (next) => (misbehave = next),
    hold() {
      let open: () => void = () => undefined
      held = new Promise((resolve) => (open = resolve))
      return open
    },
    async stop() {
      untrack()
      await close(server)
    },
  }
}

function answer(response: ServerResponse, status: number, members: object): void {
  const headers = { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store' }
  response.writeHead(status, headers).end(JSON.stringify(members))
}

interface Judged {
  readonly client: Client
  readonly request: IncomingMessage
  readonly form: URLSearchParams
  readonly url: string
  /** Ids of assertions: each is good for once. */
  readonly used: Set<string>
}

/** The error of RFC 6749 §5.2; undefined when a token is due. */
async function refusalOf(judged: Judged): Promise<string | undefined> {
  const { client, request, form } = judged
  if (request.method !== 'POST' || request.headers['content-type'] !== 'application/x-www-form-urlencoded') return 'invalid_request'
  if ([...form.keys()].some((name) => form.getAll(name).length > 1)) return 'invalid_request'
  if (!(await isClient(judged))) return 'invalid_client'
  if (form.get('grant_type') !== 'client_credentials') return 'unsupported_grant_type'
  return client.scope === undefined || form.get('scope') === client.scope ? undefined : 'invalid_scope'
}

async function isClient({ client, request, form, url, used }: Judged): Promise<boolean> {
  const { authorization } = request.headers
  const ways = [authorization !== undefined, form.has('client_secret'), form.has('client_assertion')]
  if (ways.filter(Boolean).length !== 1) return false
  if (authorization !== undefined) return isBasic(authorization, client)
  if (form.get('client_id') !== client.id) return false
  if (form.has('client_secret')) return form.get('client_secret') === client.secret
  if (form.get('client_assertion_type') !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer') return false
  const keys = createRemoteJWKSet(new URL(client.jwksUrl!))
  const asserted = { issuer: client.id, subject: client.id, audience: url, requiredClaims: ['exp', 'jti'] }
  const verified = await jwtVerify(form.get('client_assertion')!, keys, asserted).catch(() => undefined)
  const jti = verified?.payload.jti
  if (jti === undefined || used.has(jti)) return false
  used.add(jti)
  return true
}

/** Each of the two is form-urlencoded before they are joined. */
function isBasic(authorization: string, client: Client): boolean {
  const [id = '', secret = '', ...more] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
    .toString()
    .split(':')
  const decoded = [id, secret].map((text) => new URLSearchParams(`a=${text}`).get('a'))
  return more.length === 0 && decoded[0] === client.id && decoded[1] === client.secret
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
