import { afterAll } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { main } from '../../src/cli/main.js'

/** Runs `posthorn verify …` on captured requests, with files that go with the tests of a file. */
export function verifyCommands(usualEnv: Record<string, string>) {
  const directory = mkdtempSync(join(tmpdir(), 'posthorn-verify-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  const file = (name: string, content: string | Buffer): string => {
    const path = join(directory, name)
    writeFileSync(path, content)
    return path
  }
  const verify = async (args: readonly string[], captured: string | Buffer = '', env: Record<string, string> = usualEnv) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const io = {
      argv: ['node', 'posthorn', 'verify', ...args],
      env,
      stdin: Readable.from([Buffer.from(captured)]),
      stdout,
      stderr,
      exitCode: undefined as number | undefined,
      cwd: () => directory,
      exit: () => {
        throw new Error('exit')
      },
    }
    await main(io)
    stdout.end()
    stderr.end()
    const [printed, failed] = await Promise.all([text(stdout), text(stderr)])
    return { exitCode: io.exitCode, printed, failed }
  }
  return { verify, file }
}
