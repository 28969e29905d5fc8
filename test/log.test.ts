import { describe, expect, it } from '@jest/globals'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '../src/log.js'
import { eventually } from './helpers/eventually.js'

async function linesOf(write: (log: ReturnType<typeof createLog>) => void): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), 'posthorn-log-')), 'posthorn.log')
  const log = createLog({ level: 'info', file })
  write(log)
  log.flush()
  return eventually(() => {
    const text = readFileSync(file, 'utf8')
    expect(text).not.toBe('')
    return text
  })
}

describe('the log', () => {
  it('masks members that must not be read', async () => {
    const text = await linesOf((log) => {
      log.info({ authorization: 'Bearer canary', apiKey: 'canary', connectionString: 'canary' }, 'asked')
    })
    expect(text).not.toContain('canary')
    expect(JSON.parse(text)).toMatchObject({ level: 'info', msg: 'asked', authorization: '***' })
  })

  it('tells of an error its code and cause, not the values a database adds', async () => {
    const error = Object.assign(new Error('duplicate key', { cause: new Error('deeper') }), {
      code: '23505',
      detail: 'Key (id)=(canary) exists',
    })
    const text = await linesOf((log) => {
      log.error({ err: error }, 'failed')
    })
    expect(text).not.toContain('canary')
    expect(JSON.parse(text)).toMatchObject({ err: { code: '23505', message: 'duplicate key', cause: { message: 'deeper' } } })
  })
})
