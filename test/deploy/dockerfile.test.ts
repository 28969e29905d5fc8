import { describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Environment } from '../../src/config-variables.js'

const lines = readFileSync('Dockerfile', 'utf8')
  .replace(/\\\n\s*/g, '')
  .split('\n')
/** The two stages, each from its FROM on. */
const stages = lines
  .join('\n')
  .split(/^FROM .*$/m)
  .slice(1)
const of = (instruction: string) => lines.filter((line) => line.startsWith(`${instruction} `))

describe('the Dockerfile', () => {
  it('runs as a user without rights', () => {
    expect(of('USER')).toEqual(['USER node'])
  })

  it('checks the health with what the image has', () => {
    expect(of('HEALTHCHECK')[0]).toContain('CMD ["node", ')
  })

  it('copies only what is in the build context', () => {
    const context = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    const sources = of('COPY')
      .filter((line) => !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1))
    expect(context).toEqual(expect.arrayContaining(sources))
    expect(sources.filter((source) => !existsSync(source))).toEqual([])
  })

  it('builds and starts from what it copies', () => {
    const [build, image] = [newStage(), newStage()]
    copyInto(build, stages[0] ?? '')
    expect(stages[0]).toMatch(/^RUN npm run build /m)
    expect(run(build, 'scripts/build.mjs')).toMatchObject({ status: 0 })
    cpSync(join(build, 'dist'), join(image, 'dist'), { recursive: true })
    copyInto(image, stages[1] ?? '')
    const entry = JSON.parse(of('ENTRYPOINT')[0]?.slice('ENTRYPOINT '.length) ?? '[]') as string[]
    expect(run(image, ...entry.slice(1), '--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  }, 120_000)

  it('sets only variables that the node reads', () => {
    const names =
      of('ENV')
        .join(' ')
        .match(/POSTHORN_\w+/g) ?? []
    expect(Object.keys(Environment.shape)).toEqual(expect.arrayContaining(names))
  })
})

/** Where npm ci has run. */
function newStage(): string {
  const directory = mkdtempSync(join(tmpdir(), 'posthorn-image-'))
  symlinkSync(join(process.cwd(), 'node_modules'), join(directory, 'node_modules'))
  return directory
}

function copyInto(directory: string, stage: string): void {
  for (const [, sources = ''] of stage.matchAll(/^COPY (?!--from)(.*) \S+$/gm)) {
    for (const source of sources.split(' ')) cpSync(source, join(directory, basename(source)), { recursive: true })
  }
}

function run(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  return { status, stdout, stderr }
}
