import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { signStripe } from '../../src/crypto/stripe-signature.js'
import { createVerifier } from '../../src/verify/index.js'
import { aSecret, at, codeOf, flipBit } from './asking.js'

const seconds = 1_800_000_000
const now = at(seconds)
const signed = (secrets: readonly string[], body: string) => ({
  headers: { 'stripe-signature': signStripe(secrets, { timestampSeconds: seconds, body }) },
  body: Buffer.from(body),
})

describe('stripe (S4-5)', () => {
  it('takes what the product signs, with the secret before and after a rotation, and refuses it with any bit changed', async () => {
    const secrets = fc.uniqueArray(aSecret, { minLength: 3, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(secrets, fc.string({ minLength: 1, unit: 'binary' }), fc.nat(), async ([one, two, other], body, seed) => {
        const request = signed([one!, two!], body)
        const codeFor = (secret: string, changes: object = {}) =>
          codeOf(createVerifier({ profile: 'stripe', secrets: [secret], now })({ ...request, ...changes }))
        expect([await codeFor(one!), await codeFor(two!), await codeFor(other!)]).toEqual([undefined, undefined, 'signature_mismatch'])
        expect(await codeFor(one!, { body: flipBit(request.body, seed) })).toBe('signature_mismatch')
      }),
    )
  })

  it('says when it was signed, and no id, for that is not signed', async () => {
    const request = signed(['whsec_abc'], '{}')
    const verify = createVerifier({ profile: 'stripe', secrets: ['whsec_abc'], now })
    expect(await verify(request)).toEqual({ profile: 'stripe', id: undefined, signedAt: now(), body: request.body, claims: undefined })
  })

  it('is looked for in another header when that is configured', async () => {
    const { headers, body } = signed(['whsec_abc'], '{}')
    const verify = createVerifier({ profile: 'stripe', secrets: ['whsec_abc'], header: 'Acme-Signature', now })
    expect(await codeOf(verify({ headers: { 'acme-signature': headers['stripe-signature'] }, body }))).toBeUndefined()
    expect(await codeOf(verify({ headers, body }))).toBe('missing_header')
  })

  it('is not read to the end when it has too many elements', async () => {
    const { headers, body } = signed(['whsec_abc'], '{}')
    const header = `${headers['stripe-signature']}${',v0=1'.repeat(31)}`
    const verify = createVerifier({ profile: 'stripe', secrets: ['whsec_abc'], now })
    expect(await codeOf(verify({ headers: { 'stripe-signature': header }, body }))).toBe('malformed_header')
  })

  it.each([[[]], [['']], [['whsec_abc\n']], [['whsec_abc', ' ']]])('cannot be configured with %j', (secrets) => {
    expect(() => createVerifier({ profile: 'stripe', secrets })).toThrow(TypeError)
  })
})
