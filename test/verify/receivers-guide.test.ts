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

const samples = [...readFileSync('docs/receivers.md', 'utf8').matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code)
const [servers, modules] = [samples.filter((code) => code.includes('.listen(')), samples.filter((code) => !code.includes('.listen('))]
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
    expect([servers.length, modules.length]).toEqual([2, 2])
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
    const file = write(code)
    const script = `
      const { verify } = await import(${JSON.stringify(pathToFileURL(file).href)})
      const codes = []
      for (const request of JSON.parse(process.argv[1])) codes.push(await verify(request).then(() => 'taken', (error) => error.code))
      console.log(codes.join())`
    const requests = [signed(secret), { ...signed(secret), body: '{}' }]
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(requests)], {
      env: { WEBHOOK_SECRET: secret, WEBHOOK_SECRET_NEW: fresh },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [printed] = (await once(child.stdout, 'data')) as [Buffer]
    await once(child, 'exit')
    expect(printed.toString('utf8')).toBe('taken,signature_mismatch\n')
  })
})
