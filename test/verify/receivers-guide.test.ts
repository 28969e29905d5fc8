import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseSecret, signStandardWebhook } from '../../src/crypto/standard-webhooks.js'
import { eventually } from '../helpers/eventually.js'
import { freePort } from '../helpers/free-port.js'
import { startReceiver } from '../helpers/receiver.js'
import * as signer from './token-signer.js'

const samples = [...readFileSync('docs/receivers.md', 'utf8').matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code)
const servers = samples.filter((code) => code.includes('.listen('))
const tokens = samples.filter((code) => code.includes('createJwks'))
const modules = samples.filter((code) => ![...servers, ...tokens].includes(code))
const directory = mkdtempSync(join(tmpdir(), 'posthorn-guide-'))
const [secret, fresh] = [5, 6].map((fill) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`) as [string, string]
const running: ChildProcess[] = []

beforeAll(async () => {
  const { build } = (await import(pathToFileURL(join(process.cwd(), 'scripts/build.mjs')).href)) as { build: () => Promise<void> }
  await build()
  mkdirSync(join(directory, 'node_modules'))
  symlinkSync(process.cwd(), join(directory, 'node_modules', 'posthorn'))
  symlinkSync(join(process.cwd(), 'node_modules', 'express'), join(directory, 'node_modules', 'express'))
})
afterEach(async () => {
  const ended = running.splice(0).map(async (child) => {
    child.kill()
    await once(child, 'exit')
  })
  await Promise.all(ended)
})
afterAll(() => rmSync(directory, { recursive: true }))

function write(code: string): string {
  const file = join(directory, `sample-${samples.indexOf(code)}.mjs`)
  writeFileSync(file, code)
  return file
}

async function start(code: string): Promise<{ url: string; printed: () => string }> {
  const port = await freePort()
  const child = spawn(process.execPath, [write(code)], {
    env: { PORT: String(port), WEBHOOK_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const url = `http://127.0.0.1:${port}/webhooks`
  await eventually(() => fetch(url))
  return { url, printed: () => Buffer.concat(chunks).toString('utf8') }
}

const body = '{"type":"payment.settled","data":{"amount":10.50}}'

function signed(by: string) {
  const timestampSeconds = Math.floor(Date.now() / 1000)
  const signature = signStandardWebhook([parseSecret(by)!], { id: 'ntf_01', timestampSeconds, body })
  const headers = { 'webhook-id': 'ntf_01', 'webhook-timestamp': String(timestampSeconds), 'webhook-signature': signature }
  return { headers: { 'content-type': 'application/json', ...headers }, body }
}

const statusOf = async (url: string, request: { headers: Record<string, string>; body: string }): Promise<number> =>
  (await fetch(url, { method: 'POST', ...request })).status

describe('the security guide for receivers', () => {
  it('has the samples that are tried here', () => {
    expect([servers.length, tokens.length, modules.length]).toEqual([2, 1, 2])
  })

  it.each(servers)('S3-14: a receiver as it shows takes what is signed and refuses the rest: %#', async (code) => {
    const { url, printed } = await start(code)
    expect(await statusOf(url, signed(secret))).toBe(204)
    await eventually(() => expect(printed()).toBe('payment.settled\n'))
    expect(await statusOf(url, signed(fresh))).toBe(401)
    expect(await statusOf(url, { ...signed(secret), body: body.replace('10.50', '10.5') })).toBe(401)
    expect(await statusOf(url, { headers: { 'content-type': 'application/json' }, body })).toBe(401)
    expect(printed()).toBe('payment.settled\n')
  })

  it('S3-14: a receiver handles a notification that comes again once', async () => {
    const { url, printed } = await start(servers[0]!)
    for (const request of [signed(secret), signed(secret)]) expect(await statusOf(url, request)).toBe(204)
    await eventually(() => expect(printed()).toBe('payment.settled\n'))
  })

  it.each(modules)('S3-14: a verifier as it shows takes what is signed and refuses the rest: %#', async (code) => {
    const requests = [signed(secret), { ...signed(secret), body: '{}' }]
    expect(await ask(code, requests, { WEBHOOK_SECRET: secret, WEBHOOK_SECRET_NEW: fresh })).toBe('taken,signature_mismatch\n')
  })

  it.each(tokens)('S3-14: a verifier of tokens as it shows takes what is signed and refuses the rest: %#', async (code) => {
    const jwks = await startReceiver()
    jwks.answers({ status: 200, body: JSON.stringify(signer.jwks) })
    const iat = Math.floor(Date.now() / 1000)
    const token = await signer.headerToken({ iat, exp: iat + 300 })
    const request = { headers: { 'webhook-jwt': token }, body: signer.body.toString() }
    const env = { JWKS_URL: jwks.url, ISSUER: signer.parties.issuer, SUBSCRIPTION: signer.parties.audience }
    expect(await ask(code, [request, { ...request, body: '{}' }], env)).toBe('taken,body_altered\n')
    await jwks.stop()
  })
})

/** What the sample's `verify` says of requests. */
async function ask(code: string, requests: readonly object[], env: Record<string, string>): Promise<string> {
  const script = `
    const { verify } = await import(${JSON.stringify(pathToFileURL(write(code)).href)})
    const codes = []
    for (const request of JSON.parse(process.argv[1])) codes.push(await verify(request).then(() => 'taken', (error) => error.code))
    console.log(codes.join())`
  const args = ['--input-type=module', '-e', script, JSON.stringify(requests)]
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [[printed]] = (await Promise.all([once(child.stdout, 'data'), once(child, 'exit')])) as [[Buffer], unknown]
  return printed.toString('utf8')
}
