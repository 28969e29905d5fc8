import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const directory = mkdtempSync(join(tmpdir(), 'posthorn-package-'))
const run = (file: string): string =>
  execFileSync(process.execPath, [join(directory, file)], { cwd: directory, encoding: 'utf8', env: {}, stdio: 'pipe' })

/** Where somebody has installed the package, and nothing that it depends on. */
beforeAll(async () => {
  const { build } = (await import(pathToFileURL(join(process.cwd(), 'scripts/build.mjs')).href)) as { build: () => Promise<void> }
  await build()
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', directory])
  const [archive = ''] = readdirSync(directory)
  const target = join(directory, 'node_modules', 'posthorn')
  mkdirSync(target, { recursive: true })
  execFileSync('tar', ['-xzf', join(directory, archive), '-C', target, '--strip-components', '1'])
})

afterAll(() => rmSync(directory, { recursive: true }))

const [tsc, types] = ['typescript/bin/tsc', '@types'].map((name) => join(process.cwd(), 'node_modules', name)) as [string, string]

const use = `
const verify = createVerifier({ profile: 'standard-webhooks', secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], now: () => new Date(1614265330000) })
const headers = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const print = (verified: Promise<VerifiedWebhook>) => verified.then(({ id }) => id, (error: unknown) => error instanceof VerificationError && error.code).then(console.log)
print(verify({ headers, body: '{"test": 2432232314}' })).then(() => print(verify({ headers, body: '{}' })))
`
const untyped = use.replace(/: (Promise<VerifiedWebhook>|unknown)/g, '')
const printed = 'msg_p5jXN8AQM9LWM0D4loKWxJek\nsignature_mismatch\n'

describe('posthorn/verify as it is packed (S3-14)', () => {
  it('is imported', () => {
    writeFileSync(join(directory, 'receiver.mjs'), `import { createVerifier, VerificationError } from 'posthorn/verify'\n${untyped}`)
    expect(run('receiver.mjs')).toBe(printed)
  })

  it('is required', () => {
    writeFileSync(join(directory, 'receiver.cjs'), `const { createVerifier, VerificationError } = require('posthorn/verify')\n${untyped}`)
    expect(run('receiver.cjs')).toBe(printed)
  })

  it.each(['mts', 'cts'])('has its types where a .%s asks for them', (extension) => {
    const file = join(directory, `typed.${extension}`)
    writeFileSync(file, `import { createVerifier, VerificationError, type VerifiedWebhook } from 'posthorn/verify'\n${use}`)
    const options = ['--noEmit', '--strict', '--module', 'node20', '--target', 'es2022', '--types', 'node', '--typeRoots', types, file]
    const { stdout } = spawnSync(process.execPath, [tsc, ...options], { cwd: directory, encoding: 'utf8' })
    expect(stdout).toBe('')
  })

  it('keeps the rest of the package to itself', () => {
    writeFileSync(join(directory, 'inside.mjs'), `import 'posthorn/dist/verify/standard-webhooks.js'`)
    expect(() => run('inside.mjs')).toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED')
  })
})
