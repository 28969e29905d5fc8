import { describe, expect, it } from '@jest/globals'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endLeftOver } from '../../src/embedded/children.js'
import { lockDataDir, openDataDir } from '../../src/embedded/data-dir.js'
import { choosePorts, isFree } from '../../src/embedded/ports.js'
import { commandLineOf, hasEnded, isAlive, listensOn, startOf } from '../../src/embedded/processes.js'
import { isUsableVersion, temporalVersion } from '../../src/embedded/temporal-version.js'
import { startWatchdog } from '../../src/embedded/watchdog.js'
import { freePort } from '../helpers/free-port.js'
import { eventually } from '../helpers/eventually.js'
import { startServer } from './listening.js'

const directory = () => mkdtempSync(join(tmpdir(), 'posthorn-embedded-'))

async function withSleeper(mark: string, use: (sleeper: ChildProcess & { pid: number }) => Promise<void> | void): Promise<void> {
  const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)', mark], { stdio: 'ignore' })
  try {
    const pid = await eventually(() => {
      expect(commandLineOf(sleeper.pid ?? 0)).toContain(mark)
      return sleeper.pid ?? 0
    })
    await use(Object.assign(sleeper, { pid }))
  } finally {
    sleeper.kill('SIGKILL')
  }
}

describe('a left-over process', () => {
  it('is ended when its command line names our data directory', async () => {
    const dataDir = directory()
    await withSleeper(dataDir, async ({ pid }) => {
      writeFileSync(join(dataDir, 'temporal.pid'), String(pid))
      await endLeftOver(join(dataDir, 'temporal.pid'), dataDir, 'SIGTERM')
      expect(await hasEnded(pid, 1_000)).toBe(true)
    })
  })

  it('is left alone when the pid belongs to another program by now', async () => {
    const dataDir = directory()
    await withSleeper('another-program', async ({ pid }) => {
      writeFileSync(join(dataDir, 'temporal.pid'), String(pid))
      await endLeftOver(join(dataDir, 'temporal.pid'), dataDir, 'SIGTERM')
      expect(isAlive(pid)).toBe(true)
    })
  })
})

describe('the lock of a data directory', () => {
  it('lets in one node at a time', async () => {
    const dataDir = directory()
    await withSleeper('node', ({ pid }) => {
      writeFileSync(join(dataDir, 'node.lock'), `${pid} ${startOf(pid) ?? ''}`)
      expect(() => lockDataDir(dataDir)).toThrow(`process ${pid}`)
    })
  })

  it('is not held by a process that was killed, nor by another one with its pid', async () => {
    const dataDir = directory()
    await withSleeper('node', ({ pid }) => {
      writeFileSync(join(dataDir, 'node.lock'), `${pid} another start`)
      const unlock = lockDataDir(dataDir)
      unlock()
      expect(() => lockDataDir(dataDir)).not.toThrow()
    })
  })

  it('is not taken where nothing can be written', () => {
    const file = join(directory(), 'file')
    writeFileSync(file, '')
    expect(() => openDataDir(join(file, 'data'))).toThrow('POSTHORN_DATA_DIR')
  })
})

describe('ports', () => {
  it('are the preferred ones, or free ones that stay the same over restarts', async () => {
    const dataDir = directory()
    const taken = await startServer()
    const free = await freePort()
    const chosen = await choosePorts(dataDir, { postgres: taken.port, temporal: free })
    expect(chosen.temporal).toBe(free)
    expect(chosen.postgres).not.toBe(taken.port)
    expect(await isFree(taken.port)).toBe(false)
    await taken.close()
    expect(await choosePorts(dataDir, { postgres: taken.port, temporal: free })).toEqual(chosen)
  })
})

describe('a port that is listened on', () => {
  it('is told from the same port of another process', async () => {
    const server = await startServer()
    await withSleeper('other', ({ pid }) => {
      expect(listensOn(pid, server.port)).toBe(false)
    })
    expect(listensOn(process.pid, server.port)).toBe(true)
    await server.close()
  })
})

describe('the watchdog', () => {
  it('ends the children when the process it serves is gone', async () => {
    const program = `
      const { startWatchdog } = await import(${JSON.stringify(new URL('../../dist/embedded/watchdog.js', import.meta.url).href)})
      startWatchdog().watches('temporal', { pid: Number(process.argv[1]), signal: 'TERM' })
      console.log('watching')
      setInterval(() => undefined, 1000)`
    await withSleeper('child', async ({ pid }) => {
      const served = spawn(process.execPath, ['--input-type=module', '-e', program, String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] })
      await once(served.stdout, 'data')
      expect(isAlive(pid)).toBe(true)
      served.kill('SIGKILL')
      await eventually(() => expect(isAlive(pid)).toBe(false))
    })
  })

  it('leaves them alone when it is dismissed', async () => {
    await withSleeper('child', async ({ pid }) => {
      const watchdog = startWatchdog()
      watchdog.watches('temporal', { pid, signal: 'TERM' })
      watchdog.dismiss()
      await expect(hasEnded(pid, 300)).resolves.toBe(false)
    })
  })
})

describe('the Temporal executable', () => {
  it.each([
    ['temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)', true],
    ['temporal version 1.5.0', true],
    ['temporal version 2.0.0', true],
    ['temporal version 1.4.9', false],
    ['command not found', false],
  ])('%s: usable %s', (output, usable) => {
    expect(isUsableVersion(output)).toBe(usable)
  })

  it('is built from the version that tools/temporal pins', () => {
    expect(readFileSync(new URL('../../tools/temporal/go.mod', import.meta.url), 'utf8')).toContain(
      `github.com/temporalio/cli v${temporalVersion}`,
    )
  })
})
