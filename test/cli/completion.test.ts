import { describe, expect, it } from '@jest/globals'
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { emptyDirectory, runCommand } from './run-command.js'

const shells = ['bash', 'zsh', 'fish'] as const

async function script(shell: (typeof shells)[number]): Promise<string> {
  const { exitCode, stdout } = await runCommand(['completion', shell])
  expect(exitCode).toBe(0)
  return stdout
}

describe('posthorn completion', () => {
  it.each(shells)('%s: a script that knows every command of the program', async (shell) => {
    const text = await script(shell)
    for (const word of ['rotate-secret', 'retry-now', 'publish', 'doctor', 'correlation-id', 'exhausted']) expect(text).toContain(word)
  })

  it.each(shells)('%s: a script that the shell itself takes, where the shell is here', async (shell) => {
    if (spawnSync(shell, ['--version']).error !== undefined) return
    const file = join(emptyDirectory(), 'completion')
    writeFileSync(file, await script(shell))
    expect(spawnSync(shell, ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })

  it.each([
    [
      ['posthorn', 'ev'],
      ['events', 'event-types'],
    ],
    [['posthorn', 'events', ''], expect.arrayContaining(['publish', 'show', 'list', '--json', '--help'])],
    [['posthorn', '--json', 'events', 'publish', '--corr'], ['--correlation-id']],
    [['posthorn', 'notifications', 'list', '--state', 'd'], ['delivered']],
    [['posthorn', 'completion', 'f'], ['fish']],
    [['posthorn', 'events', 'publish', '--data', ''], []],
  ])('completes %j in bash', async (words, expected) => {
    const file = join(emptyDirectory(), 'completion')
    writeFileSync(file, await script('bash'))
    const program = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _posthorn; printf "%s\\n" "${COMPREPLY[@]}"'
    const output = execFileSync('bash', ['--norc', '-c', program, 'bash', file, ...words], { encoding: 'utf8' })
    expect(output.split('\n').filter((word) => word !== '')).toEqual(expected)
  })
})
