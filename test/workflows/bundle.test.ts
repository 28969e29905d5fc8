import { beforeAll, describe, expect, it } from '@jest/globals'
import { bundleWorkflowCode } from '@temporalio/worker'
import { builtinModules } from 'node:module'
import { resolve } from 'node:path'

const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, log() {} }

/** Modules the sandbox replaces by stubs of its own. */
const stubbed = new Set(['assert', 'url', 'util'])

describe('the workflow bundle', () => {
  let code = ''
  let modules: string[] = []
  beforeAll(async () => {
    const bundle = await bundleWorkflowCode({ workflowsPath: resolve('dist/workflows/index.js'), logger: quiet })
    code = bundle.code.replace(/\n\/\/# sourceMappingURL=.*/s, '')
    modules = [...code.matchAll(/^\/\*\*\*\/ "([^"\n]+)":?/gm)].map(([, name]) => name ?? '')
  })

  it('contains the workflow and what it decides with', () => {
    expect(modules.filter((name) => name.includes('dist/workflows/'))).not.toEqual([])
  })

  it('reaches no module of Node', () => {
    const builtins = builtinModules.filter((name) => !stubbed.has(name))
    expect(modules.filter((name) => name.startsWith('node:') || builtins.includes(name))).toEqual([])
  })

  it('contains nothing of zod, the database or the worker', () => {
    expect(
      modules.filter((name) =>
        /node_modules\/(zod|kysely|pg|undici|@temporalio\/(worker|client))\/|dist\/(api|contract|db|delivery|engine)\//.test(name),
      ),
    ).toEqual([])
  })

  it('stays small: every cached workflow pays for it', () => {
    expect(Buffer.byteLength(code)).toBeLessThan(600_000)
  })
})
