import { describe, expect, it } from '@jest/globals'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import type { Received } from '../helpers/receiver.js'
import { scenes } from '../helpers/scene.js'
import { isSignedAsStripe } from './stripe-receiver.js'

const vectorSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const otherSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

function verifies(secret: string, { body, headers }: Received): boolean {
  try {
    new StandardWebhook(secret).verify(body.toString('utf8'), { ...headers })
    return true
  } catch {
    return false
  }
}

describe('the signature', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)

  it('is verified by the packages standardwebhooks and svix', async () => {
    const { subscription, notify, receiver } = await scene()
    const id = await notify({ amount: 1, text: 'é€😀' })
    const { body, headers } = await eventually(() => receiver.received()[0] ?? Promise.reject(new Error('nothing yet')))
    const text = body.toString('utf8')
    expect(new StandardWebhook(subscription.secret).verify(text, { ...headers })).toEqual(JSON.parse(text))
    expect(new SvixWebhook(subscription.secret).verify(text, { ...headers })).toEqual(JSON.parse(text))
    expect(headers['webhook-id']).toBe(id)
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(5)
  })

  it('uses the secret that the subscriber brought', async () => {
    const { subscription, notify, receiver } = await scene({ secret: vectorSecret })
    expect(subscription.secret).toBe(vectorSecret)
    await notify()
    await eventually(() => expect(receiver.received().map((request) => verifies(vectorSecret, request))).toEqual([true]))
  })

  it('covers the same bytes under the same webhook-id on every attempt', async () => {
    const { subscription, notify, receiver } = await scene({ schedule: { name: 'custom', delaysSeconds: [0.2, 0.2] } })
    receiver.answers(500, 503, 200)
    await notify({ amount: 1 })
    await eventually(() => expect(receiver.received()).toHaveLength(3))
    expect(new Set(receiver.received().map(({ body }) => body.toString('hex'))).size).toBe(1)
    expect(new Set(receiver.received().map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(receiver.received().map((request) => verifies(subscription.secret, request))).toEqual([true, true, true])
  })

  it('is made with both secrets while a rotation overlaps, and with the new one after it', async () => {
    const { client, subscription, publish, receiver } = await scene()
    const rotated = await client.rotateSecret({ id: subscription.id, secret: otherSecret, overlapSeconds: 3 })
    expect(rotated.secret).toBe(otherSecret)
    expect(rotated.secrets).toHaveLength(2)
    const last = async () => {
      const before = receiver.received().length
      await publish()
      return await eventually(() => receiver.received()[before] ?? Promise.reject(new Error('nothing yet')))
    }
    await eventually(async () => {
      const request = await last()
      expect([verifies(subscription.secret, request), verifies(otherSecret, request)]).toEqual([true, true])
    })
    await eventually(
      async () => {
        const request = await last()
        expect([verifies(subscription.secret, request), verifies(otherSecret, request)]).toEqual([false, true])
      },
      { everyMs: 100 },
    )
  })

  it('S3-6: in the form of Stripe is made for each secret while a rotation overlaps, beside or instead of the other', async () => {
    const { client, subscription, publish, receiver } = await scene({ signing: { standardWebhooks: [], stripe: {} } })
    const rotated = await client.rotateSecret({ id: subscription.id, secret: otherSecret })
    await eventually(async () => {
      const before = receiver.received().length
      await publish({ amount: 1, text: 'é€😀' })
      const { headers, body } = await eventually(() => receiver.received()[before] ?? Promise.reject(new Error('nothing yet')))
      const header = headers['stripe-signature'] ?? ''
      expect(header).toMatch(/^t=\d{10},v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/)
      expect(headers).not.toHaveProperty('webhook-signature')
      const signed = (secret: string) => isSignedAsStripe({ header, secret, body, nowSeconds: Math.floor(Date.now() / 1000) })
      expect([subscription.secret, otherSecret, vectorSecret].map(signed)).toEqual([true, true, false])
    })
    const signing = { stripe: { header: 'Acme-Signature' } }
    await client.updateSubscription({ id: subscription.id, ifMatch: rotated.version, signing })
    await eventually(async () => {
      const before = receiver.received().length
      await publish()
      const { headers } = await eventually(() => receiver.received()[before] ?? Promise.reject(new Error('nothing yet')))
      expect(headers).toMatchObject({ 'acme-signature': expect.stringMatching(/^t=/), 'webhook-signature': expect.stringMatching(/^v1,/) })
    })
  })

  it('rests on a secret that is shown once', async () => {
    const { client, subscription } = await scene()
    const shown = JSON.stringify([await client.getSubscription({ id: subscription.id }), await client.listSubscriptions({})])
    expect(subscription.secret).toMatch(/^whsec_/)
    expect(shown).not.toContain(subscription.secret.slice('whsec_'.length))
  })

  it('rests on a secret that is sealed in the database and never logged', async () => {
    const { subscription, notify, receiver } = await scene()
    await notify()
    await eventually(() => expect(receiver.received()).toHaveLength(1))
    const key = Buffer.from(subscription.secret.slice('whsec_'.length), 'base64')
    const rows = await posthorn().query('select sealed from subscription_secrets where subscription_id = $1', [subscription.id])
    expect(rows.length).toBe(1)
    expect((rows[0]?.['sealed'] as Buffer).includes(key)).toBe(false)
    expect(posthorn().log()).not.toContain(subscription.secret)
  })

  it.each([['whsec_short'], ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], [`whsec_${Buffer.alloc(65).toString('base64')}`]])(
    'refuses the secret %s',
    async (secret) => {
      await expect(scene({ secret })).rejects.toMatchObject({ problem: { status: 422, errors: [{ pointer: '/secret' }] } })
    },
  )
})
