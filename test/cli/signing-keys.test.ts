import { describe, expect, it } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newSigningKey } from '../../src/crypto/signing-key.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { emptyDirectory, posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const run = posthornCommand(posthorn)
const why = ['--reason', 'tested']

describe('posthorn signing-keys', () => {
  it('makes, imports, rotates, shows, lists and revokes', async () => {
    const { id: account } = await posthorn().client.createAccount({ name: 'Shop' })
    expect((await run(['signing-keys', 'list', '--account', account])).stdout).toMatch(/^No signing keys of its own/)
    const made = await run(['signing-keys', 'create', '--account', account, '--alg', 'EdDSA', ...why])
    expect(made.stdout).toMatch(/^Signing key +[\w-]{43}\n[^]*State +next\n[^]*Next +signs after a rotation[^]*-----BEGIN PUBLIC KEY-----/)
    const key = await newSigningKey('ES256')
    const file = join(emptyDirectory(), 'key.pem')
    writeFileSync(file, key.privateKey.export({ format: 'pem', type: 'pkcs8' }))
    const imported = await run(['signing-keys', 'import', `@${file}`, '--account', account, '--activate', ...why])
    expect(imported.stdout).toMatch(new RegExp(`^Signing key +${key.kid}\\n[^]*State +active\\n[^]*Made +imported`))
    const rotating = await run(['signing-keys', 'rotate', '--account', account, '--at', '7d', '--retain-hours', '168', ...why])
    expect(rotating.stdout).toMatch(/State +next\n[^]*Next +active [^]*\(in 7 d\)/)
    expect((await run(['signing-keys', 'show', key.kid])).stdout).toMatch(/Next +retiring [^]*\(in 7 d\)/)
    expect((await run(['signing-keys', 'list', '--account', account])).stdout).toMatch(
      /KID +ACCOUNT +ALG +STATE +SINCE +NEXT +LAST USED\n(?:.*\n){3}/,
    )
    const revoked = await run(['signing-keys', 'revoke', key.kid, ...why])
    expect(revoked.stdout).toMatch(/State +revoked\n[^]*[\w-]{43} signs from now on\.\n$/)
  })

  it('imports a JWK from standard input, and no key that stands on the command line', async () => {
    const { id: account } = await posthorn().client.createAccount({ name: 'Shop' })
    const key = await newSigningKey('ES512')
    const stdin = JSON.stringify(key.privateKey.export({ format: 'jwk' }))
    expect((await run(['signing-keys', 'import', '-', '--account', account, ...why], { stdin })).stdout).toContain(key.kid)
    expect(await run(['signing-keys', 'import', stdin, '--account', account, ...why])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('@file'),
    })
    const damaged = await run(['signing-keys', 'import', '-', ...why], { stdin: '{ "d": "secret' })
    expect(damaged).toMatchObject({ exitCode: 2, stderr: expect.not.stringContaining('secret') })
  })
})
