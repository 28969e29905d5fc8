import { afterEach, describe, expect, it } from '@jest/globals'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../helpers/eventually.js'
import { startNodeProgram } from '../helpers/child.js'

const folder = 'test/histories'
const names = readdirSync(folder).map((file) => file.replace('.json', ''))

/** What the replay of a folder of histories printed and answered, in a process of its own: the worker is native code. */
async function replay(...args: string[]) {
  const child = startNodeProgram(['scripts/replay-histories.mjs', ...args], {})
  await eventually(() => expect(child.hasEnded()).toBe(true), { withinMs: 50_000 })
  return { lines: child.log().trim().split('\n'), exitCode: await child.end('SIGTERM') }
}

describe('the recorded histories', () => {
  const temporary: string[] = []
  afterEach(() => {
    for (const directory of temporary.splice(0)) rmSync(directory, { recursive: true })
  })

  it('of every behaviour that was released go on as they began', async () => {
    expect(names.length).toBeGreaterThan(0)
    expect(await replay()).toEqual({ lines: names.sort().map((name) => `ok   ${name}`), exitCode: 0 })
  })

  it('are there for every way a notification can go', () => {
    const ways = ['delivered', 'retried-then-delivered', 'exhausted', 'gone', 'cancelled-by-signal', 'held-and-resumed', 'reset']
    expect(names).toEqual(expect.arrayContaining([...ways, 'set-whose-members-leave']))
  })

  it('are there for every way a bulk replay can go', () => {
    const ways = ['completed', 'paused-and-resumed', 'cancelled-in-temporal', 'continued-as-new']
    expect(names).toEqual(expect.arrayContaining(ways.map((way) => `bulk-replay-${way}`)))
  })

  it('are there for every way an application of retention can go', () => {
    expect(names).toEqual(expect.arrayContaining(['retention-applied', 'retention-continued-as-new']))
  })

  it('are there for every way a rotation of keys can go', () => {
    expect(names).toEqual(expect.arrayContaining(['done', 'told', 'continued-as-new'].map((way) => `rotate-keys-${way}`)))
  })

  it('would show a workflow that does something else', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'posthorn-histories-'))
    temporary.push(directory)
    const [good, bad] = ['delivered.json', 'retried-then-delivered.json']
    copyFileSync(join(folder, good), join(directory, good))
    const changed = readFileSync(join(folder, bad), 'utf8').replaceAll('"timerId": "1"', '"timerId": "7"')
    writeFileSync(join(directory, bad), changed)
    const { lines, exitCode } = await replay(directory)
    expect(lines[0]).toBe('ok   delivered')
    expect(lines[1]).toContain('FAIL retried-then-delivered')
    expect(exitCode).toBe(1)
  })
})
