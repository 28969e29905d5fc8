import { describe, expect, it } from '@jest/globals'
import { sign } from 'node:crypto'
import * as signer from './token-signer.js'
import { verifyCommands } from './verify-command.js'

const at = ['--at', signer.now().toISOString()]
const { verify, file } = verifyCommands({})
const captured = (headers: Record<string, string>, body: string) => JSON.stringify({ headers, body })

describe('posthorn verify with the keys of the receiver (S4-5)', () => {
  it('opens what is encrypted to it', async () => {
    const keys = ['--jwks-file', file('keys.json', JSON.stringify(signer.jwks)), ...at]
    const secured = async (alg: string, enc: string, to = signer.recipient.publicKey) =>
      captured(
        { 'content-type': 'x' },
        JSON.stringify({ secured_payload: await signer.encrypt(await signer.sign(signer.body), { alg, enc }, to) }),
      )
    const pem = ['--private-key-file', file('private.pem', signer.pemOf(signer.recipient.privateKey))]
    expect(await verify([...keys, ...pem], await secured('RSA-OAEP', 'A256CBC-HS512'))).toMatchObject({ exitCode: 0, failed: '' })
    const [, onCurve] = signer.recipients.find(([name]) => name === 'P-384')!
    const agreed = await secured('ECDH-ES+A256KW', 'A256GCM', onCurve.publicKey)
    const jwk = ['--private-key-file', file('private.json', JSON.stringify(onCurve.privateKey.export({ format: 'jwk' })))]
    expect(await verify([...keys, ...jwk], agreed)).toMatchObject({ exitCode: 0, failed: '' })
    expect((await verify([...keys, ...pem], agreed)).printed).toContain('decryption_failed')
    expect((await verify(keys, agreed)).printed).toContain('is encrypted, and no key is configured')
  })

  it('verifies v1a with the public key of the sender', async () => {
    const { publicKey, privateKey } = signer.pairs.EdDSA
    const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')
    const signature = sign(null, Buffer.from(`ntf_1.${signer.nowSeconds}.{}`), privateKey).toString('base64')
    const headers = { 'webhook-id': 'ntf_1', 'webhook-timestamp': String(signer.nowSeconds), 'webhook-signature': `v1a,${signature}` }
    const ask = (body: string) => verify(['--secret-env', 'KEY', ...at], captured(headers, body), { KEY: `whpk_${key}` })
    expect(await ask('{}')).toMatchObject({ exitCode: 0, failed: '' })
    expect(await ask('{ }')).toMatchObject({ exitCode: 1, failed: '' })
  })
})
