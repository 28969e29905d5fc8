import { describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync } from 'node:fs'
import { Environment } from '../../src/config-variables.js'

const lines = readFileSync('Dockerfile', 'utf8')
  .replace(/\\\n\s*/g, '')
  .split('\n')
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

  it('sets only variables that the node reads', () => {
    const names =
      of('ENV')
        .join(' ')
        .match(/POSTHORN_\w+/g) ?? []
    expect(Object.keys(Environment.shape)).toEqual(expect.arrayContaining(names))
  })
})
