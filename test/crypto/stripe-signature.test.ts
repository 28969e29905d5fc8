import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { signStripe } from '../../src/crypto/stripe-signature.js'
import { isSignedAsStripe } from '../e2e/stripe-receiver.js'

/** The event in the tests of Stripe's library for .NET, EventUtilityTest, with its secret and its signature. */
const published = {
  secret: 'webhook_secret',
  timestampSeconds: 1533204620,
  signature: 'f0bdba6d4eacbd8ad8a3bbadd7248e633ec1477f7899c124c51b39405fa36613',
  body: `{
  "id": "evt_123",
  "object": "event",
  "account": "acct_123",
  "api_version": "2017-05-25",
  "created": 1533204620,
  "data": {
    "object": {
      "id": "ii_123",
      "object": "invoiceitem",
      "amount": 1000,
      "currency": "usd",
      "customer": "cus_123",
      "date": 1533204620,
      "description": "Test Invoice Item",
      "discountable": false,
      "invoice": "in_123",
      "livemode": false,
      "metadata": {},
      "period": {
        "start": 1533204620,
        "end": 1533204620
      },
      "plan": null,
      "proration": false,
      "quantity": null,
      "subscription": null
    }
  },
  "livemode": false,
  "pending_webhooks": 1,
  "request": {
    "id": "req_123",
    "idempotency_key": "idempotency-key-123"
  },
  "type": "invoiceitem.created"
}
`,
}

describe('signStripe', () => {
  it('gives the signature that Stripe has published', () => {
    expect(signStripe([published.secret], published)).toBe(`t=1533204620,v1=${published.signature}`)
  })

  it('signs with every secret, in their order', () => {
    const [one, other] = ['whsec_one', 'whsec_other']
    const [, ofOther] = signStripe([other], published).split(',')
    expect(signStripe([one, other], published)).toBe(`${signStripe([one], published)},${ofOther!}`)
  })

  it('is verified as Stripe describes it with any of the secrets, over these bytes at that time alone', () => {
    const aSecret = fc.uint8Array({ minLength: 24, maxLength: 64 }).map((bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`)
    const aMessage = fc.record({ timestampSeconds: fc.nat(), body: fc.string({ unit: 'binary' }) })
    fc.assert(
      fc.property(fc.uniqueArray(aSecret, { minLength: 2, maxLength: 3 }), aMessage, ([other, ...secrets], { timestampSeconds, body }) => {
        const header = signStripe(secrets, { timestampSeconds, body })
        const verify = (secret: string, text: string, at = timestampSeconds) =>
          isSignedAsStripe({ header, secret, body: Buffer.from(text), nowSeconds: at })
        for (const secret of secrets) {
          expect(verify(secret, body)).toBe(true)
          expect(verify(secret, `${body} `)).toBe(false)
          expect(verify(secret, body, timestampSeconds + 301)).toBe(false)
        }
        expect(verify(other!, body)).toBe(false)
      }),
    )
  })
})
