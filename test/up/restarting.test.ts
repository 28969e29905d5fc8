import { expect, it, jest } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '../../src/client/client.js'
import { eventually } from '../helpers/eventually.js'
import { startReceiver } from '../helpers/receiver.js'
import { newDataDir, processesOf, startUp } from './run-up.js'

jest.setTimeout(180_000)

const serverOf = (dataDir: string, name: 'postgres' | 'temporal'): number => {
  const lines = processesOf(dataDir).filter((line) => ({ postgres: / -D /, temporal: / start-dev / })[name].test(line))
  expect(lines).toHaveLength(1)
  return Number.parseInt(lines[0] ?? '', 10)
}

it('starts its servers again when they die, and goes on by itself', async () => {
  const dataDir = newDataDir()
  const receiver = await startReceiver()
  const node = startUp(dataDir, ['--no-demo'])
  const { url, apiKey = '' } = await node.ready()
  const nodePid = readFileSync(join(dataDir, 'node.lock'), 'utf8')
  const client = createClient({ baseUrl: url, apiKey })
  const schedule = { name: 'custom' as const, delaysSeconds: [2, 2, 2, 2, 2] }
  await client.createSubscription({ url: receiver.url, eventTypes: ['*'], schedule, activate: true })
  const delivered = (id: string) =>
    eventually(async () => expect((await client.getEvent({ id })).notifications).toMatchObject([{ state: 'delivered', attempts: 2 }]), {
      withinMs: 30_000,
    })

  for (const name of ['postgres', 'temporal'] as const) {
    receiver.answers(503, 200)
    await client.publishEvent({ id: `${name}-before`, type: 'payment.settled', data: { object: { id: 'pay_1' } } })
    await eventually(async () => expect((await client.getEvent({ id: `${name}-before` })).notifications[0]?.state).toBe('retrying'))
    const killed = serverOf(dataDir, name)
    process.kill(killed, 'SIGKILL')
    await node.prints(new RegExp(`${name} ended unexpectedly \\(SIGKILL\\)[^]*${name} runs again`))
    expect(serverOf(dataDir, name)).not.toBe(killed)
    await delivered(`${name}-before`)
    receiver.answers(503, 200)
    await client.publishEvent({ id: `${name}-after`, type: 'payment.settled', data: { object: { id: 'pay_2' } } })
    await delivered(`${name}-after`)
  }
  expect(readFileSync(join(dataDir, 'node.lock'), 'utf8')).toBe(nodePid)
  expect(await node.end('SIGINT')).toBe(0)
  expect(processesOf(dataDir)).toEqual([])
  await receiver.stop()
})
