import { describe, expect, it, jest } from '@jest/globals'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '../../src/client/client.js'
import { startServer } from '../embedded/listening.js'
import { always, eventually } from '../helpers/eventually.js'
import { startReceiver } from '../helpers/receiver.js'
import { newDataDir, processesOf, startUp } from './run-up.js'

jest.setTimeout(180_000)

describe('npm start', () => {
  it('shows the job itself on the first start, and goes on quietly on the next', async () => {
    const dataDir = newDataDir()
    const first = startUp(dataDir)
    const { url, apiKey } = await first.ready()
    expect(apiKey).toMatch(/^phk_/)
    await first.prints(/chargeback\.opened[^]*confirmed at attempt 2/)
    const story = first.log()
    for (const step of [
      /payment\.settled/,
      /published +demo-payment-settled/,
      /workflow started +http:\S+ntf_/,
      /attempt 1 +HTTP 200/,
      /signature verified/,
    ]) {
      expect(story).toMatch(step)
    }
    expect(story).toMatch(/attempt 1 +HTTP 503[^]*answers 503[^]*next attempt[^]*attempt 2 +HTTP 200/)
    for (const [name, page] of [
      ['Console', /<html/],
      ['Docs', /<html/],
      ['Temporal UI', /<html/],
      ['Metrics', /^posthorn_backlog /m],
    ] as const) {
      const address = new RegExp(`^ +${name} +(http\\S+)$`, 'm').exec(story)?.[1] ?? 'not printed'
      const { status, body } = await fetch(address).then(async (answer) => ({ status: answer.status, body: await answer.text() }))
      expect({ name, status, body }).toEqual({ name, status: 200, body: expect.stringMatching(page) })
    }
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200)
    expect(await first.end('SIGINT')).toBe(0)
    expect(processesOf(dataDir)).toEqual([])

    const second = startUp(dataDir)
    const again = await second.ready()
    expect(again.apiKey).toBeUndefined()
    const { apiKey: demoKey } = JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as { apiKey: string }
    const client = createClient({ baseUrl: again.url, apiKey: demoKey })
    expect((await client.getEvent({ id: 'demo-chargeback-opened' })).notifications).toEqual([
      expect.objectContaining({ state: 'delivered', attempts: 2 }),
    ])
    expect(second.log()).not.toContain('chargeback.opened')
    expect(await second.end('SIGTERM')).toBe(0)
    expect(processesOf(dataDir)).toEqual([])
  })

  it('continues what was in flight after everything was killed', async () => {
    const dataDir = newDataDir()
    const receiver = await startReceiver()
    receiver.answers(503)
    const first = startUp(dataDir, ['--no-demo'])
    const { url, apiKey = '' } = await first.ready()
    const client = createClient({ baseUrl: url, apiKey })
    await client.createSubscription({
      url: receiver.url,
      eventTypes: ['*'],
      schedule: { name: 'custom', delaysSeconds: [3, 3, 3] },
      activate: true,
    })
    await client.publishEvent({ type: 'payment.settled', data: { object: { id: 'pay_1' } } })
    await eventually(() => expect(receiver.received()).toHaveLength(1))
    killAll(dataDir, first.pid)

    const second = startUp(dataDir, [], { POSTHORN_HTTP_PORT: new URL(url).port })
    await second.ready()
    await eventually(() => expect(receiver.received()).toHaveLength(2), { withinMs: 60_000 })
    expect(await second.end('SIGINT')).toBe(0)
    await receiver.stop()
  })

  it('--no-demo leaves the demonstration out', async () => {
    const dataDir = newDataDir()
    const node = startUp(dataDir, ['--no-demo'])
    await node.ready()
    expect(await node.end('SIGINT')).toBe(0)
    expect(node.log()).not.toContain('payment.settled')
    expect(existsSync(join(dataDir, 'demo.json'))).toBe(false)
  })

  it('stops everything within 10 s while a receiver holds its answer', async () => {
    const { dataDir, node, end } = await startHeld()
    const askedAt = Date.now()
    expect(await node.end('SIGINT')).toBe(0)
    expect(processesOf(dataDir)).toEqual([])
    expect(Date.now() - askedAt).toBeLessThan(10_000)
    await end()
  })

  it('ends everything at once when it is asked a second time', async () => {
    const { dataDir, node, end } = await startHeld()
    process.kill(node.pid, 'SIGINT')
    await always(() => expect(node.hasEnded()).toBe(false), 600)
    expect(await node.end('SIGINT')).toBe(130)
    await eventually(() => expect(processesOf(dataDir)).toEqual([]), { withinMs: 2_000 })
    await end()
  })

  it('ends its servers when it is killed', async () => {
    const dataDir = newDataDir()
    const node = startUp(dataDir, ['--no-demo'])
    await node.ready()
    await node.end('SIGKILL')
    await eventually(() => expect(processesOf(dataDir)).toEqual([]), { withinMs: 20_000 })
  })
})

describe('npm start says in one line what is wrong, and leaves no process behind', () => {
  const failing = async (dataDir: string, env: Record<string, string>) => {
    const node = startUp(dataDir, [], env)
    await eventually(() => expect(node.hasEnded()).toBe(true), { withinMs: 60_000 })
    expect(await node.end('SIGKILL')).toBe(1)
    expect(processesOf(dataDir)).toEqual([])
    const lines = node.log().trim().split('\n')
    return lines
  }

  it('a busy port', async () => {
    const busy = await startServer()
    const lines = await failing(newDataDir(), { POSTHORN_HTTP_PORT: String(busy.port) })
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^posthorn: Port ${busy.port} .*POSTHORN_HTTP_PORT`))])
    await busy.close()
  })

  it('a data directory that cannot be written', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'posthorn-up-')), 'file')
    writeFileSync(file, '')
    expect(await failing(join(file, 'data'), {})).toEqual([expect.stringMatching(/^posthorn: The data directory .*POSTHORN_DATA_DIR/)])
  })

  it('a Temporal executable that is not there', async () => {
    const lines = await failing(newDataDir(), { POSTHORN_TEMPORAL_BIN: '/nowhere/temporal' })
    expect(lines).toEqual([expect.stringMatching(/^posthorn: POSTHORN_TEMPORAL_BIN names \/nowhere\/temporal/)])
  })

  it('every wrong variable, each in a line', async () => {
    const lines = await failing(newDataDir(), { POSTHORN_HTTP_PORT: 'eighty', POSTHORN_BATCH_MAX: '0' })
    expect(lines).toEqual([expect.stringContaining('POSTHORN_HTTP_PORT'), expect.stringContaining('POSTHORN_BATCH_MAX')])
  })

  it('a second node on the same data directory', async () => {
    const dataDir = newDataDir()
    const node = startUp(dataDir, ['--no-demo'])
    await node.ready()
    const second = startUp(dataDir, ['--no-demo'])
    await second.prints(/^posthorn: Another node \(process \d+\) uses the data directory/)
    await eventually(() => expect(second.hasEnded()).toBe(true))
    expect(await second.end('SIGKILL')).toBe(1)
    expect(await node.end('SIGINT')).toBe(0)
  })
})

/** One whose first attempt is under way, and stays so until `end`. */
async function startHeld() {
  const dataDir = newDataDir()
  const receiver = await startReceiver()
  const release = receiver.hold()
  const node = startUp(dataDir, ['--no-demo'])
  const { url, apiKey = '' } = await node.ready()
  const client = createClient({ baseUrl: url, apiKey })
  await client.createSubscription({ url: receiver.url, eventTypes: ['*'], activate: true, timeoutMs: 30_000 })
  await client.publishEvent({ type: 'payment.settled', data: { object: { id: 'pay_1' } } })
  await eventually(() => expect(receiver.received()).toHaveLength(1))
  const end = async () => {
    release()
    await receiver.stop()
  }
  return { dataDir, node, end }
}

/** The script, the node and both servers, as `kill -9` of everything. */
function killAll(dataDir: string, script: number): void {
  const node = Number.parseInt(readFileSync(join(dataDir, 'node.lock'), 'utf8'), 10)
  const servers = processesOf(dataDir).map((line) => Number.parseInt(line, 10))
  for (const victim of [script, node, ...servers]) process.kill(victim, 'SIGKILL')
}
