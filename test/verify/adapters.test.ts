import { afterEach, describe, expect, it } from '@jest/globals'
import express from 'express'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { connect } from 'node:net'
import { parseSecret, signStandardWebhook } from '../../src/crypto/standard-webhooks.js'
import { answerRefused, createExpressMiddleware, createVerifier, type VerificationError, verifyRequest } from '../../src/verify/index.js'

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
const verify = createVerifier({ profile: 'standard-webhooks', secrets: [secret] })
const servers: Server[] = []

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/webhooks`
}

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(async (server) => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    }),
  )
})

function headersFor(body: string): Record<string, string> {
  const timestampSeconds = Math.floor(Date.now() / 1000)
  const signature = signStandardWebhook([parseSecret(secret)!], { id: 'ntf_01', timestampSeconds, body })
  return {
    'content-type': 'application/json',
    'webhook-id': 'ntf_01',
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signature,
  }
}

async function post(url: string, body: string, headers = headersFor(body)) {
  const answer = await fetch(url, { method: 'POST', headers, body })
  return { status: answer.status, text: await answer.text() }
}

// eslint-disable-next-line max-params -- Express knows an error handler by its four parameters
const sayWhy: express.ErrorRequestHandler = (error: VerificationError, _request, response, _next) => {
  response.status(500).send(`${error.code}: ${error.message}`)
}

/** An application that answers with the bytes it verified. */
function application(before: express.RequestHandler[] = [], refused: VerificationError[] = []): express.Express {
  const app = express()
  app.post(
    '/webhooks',
    ...before,
    createExpressMiddleware(verify, { maxBytes: 100, onRefused: (error) => refused.push(error) }),
    (_, response) => {
      response.send((response.locals['webhook'] as { body: Buffer }).body)
    },
  )
  app.use(sayWhy)
  return app
}

const body = '{ "amount": 10.50, "text": "é€😀" }\n'

describe('the Express middleware (S3-14)', () => {
  it('verifies the bytes as they came and hands them on', async () => {
    expect(await post(await serve(application()), body)).toEqual({ status: 200, text: body })
  })

  it('takes what express.raw has read', async () => {
    expect(await post(await serve(application([express.raw({ type: '*/*' })])), body)).toEqual({ status: 200, text: body })
  })

  it('answers a refused request with the reason, and tells the application', async () => {
    const refused: VerificationError[] = []
    const { status, text } = await post(await serve(application([], refused)), body, headersFor('{}'))
    expect({ status, ...(JSON.parse(text) as object) }).toMatchObject({ status: 401, code: 'signature_mismatch' })
    expect(refused.map(({ code }) => code)).toEqual(['signature_mismatch'])
  })

  it.each([
    ['express.json()', express.json()],
    ['express.text()', express.text({ type: '*/*' })],
  ])('says what is wrong when %s ran before', async (_, parser) => {
    const { status, text } = await post(await serve(application([parser])), body)
    expect(status).toBe(500)
    expect(text).toContain('body_already_parsed: The body was read before it could be verified')
    expect(text).toContain('put the verification before express.json()')
  })

  it('reads no more than it may, whether the length is announced or not', async () => {
    const url = await serve(application())
    const large = JSON.stringify({ text: 'x'.repeat(100) })
    expect((await post(url, large)).status).toBe(413)
    const { port } = new URL(url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('POST /webhooks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
    socket.write(`c8\r\n${'x'.repeat(200)}\r\n`) // and never the end
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /)
    socket.destroy()
  })
})

describe('plain Node (S3-14)', () => {
  const listener: RequestListener = (request, response) => {
    verifyRequest(request, verify).then(
      ({ id, body: bytes }) => response.end(`${id}:${bytes.toString('utf8')}`),
      (error: unknown) => answerRefused(response, error),
    )
  }

  it('verifies the bytes as they came', async () => {
    expect(await post(await serve(listener), body)).toEqual({ status: 200, text: `ntf_01:${body}` })
  })

  it('answers with the reason', async () => {
    const { status, text } = await post(await serve(listener), body, { ...headersFor(body), 'webhook-timestamp': '1' })
    expect({ status, ...(JSON.parse(text) as object) }).toMatchObject({ status: 401, code: 'timestamp_too_old' })
  })

  it('keeps other errors to itself', async () => {
    const url = await serve((_, response) => answerRefused(response, new Error('a secret')))
    expect(await post(url, '{}')).toEqual({ status: 500, text: '{}' })
  })
})
