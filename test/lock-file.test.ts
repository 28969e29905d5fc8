import { expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'

it('the lock file has an entry for every optional package of every platform: npm ci refuses it otherwise', () => {
  const { stdout, status } = spawnSync(process.execPath, ['scripts/complete-lock.mjs', '--check'], { encoding: 'utf8' })
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
})
