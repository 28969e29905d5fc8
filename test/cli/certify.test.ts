import { describe, expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import type { ProblemError } from '../../src/client/client.js'
import type { TrialResult } from '../../src/contract/simulations.js'
import { createPinnedKeys, createVerifier, VerificationError } from '../../src/verify/index.js'
import { aCertificate } from '../delivery/certificates.js'
import { adyen } from '../e2e/adyen-receiver.js'
import { isSignedAsStripe } from '../e2e/stripe-receiver.js'
import { keyOf, plantAccounts } from '../helpers/accounts.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import type { Received, Script } from '../helpers/receiver.js'
import { scenes } from '../helpers/scene.js'
import { inTestEnvironment } from '../helpers/test-environment.js'
import { posthornCommand } from './run-command.js'

interface Report {
  readonly passed: boolean
  readonly trials: readonly TrialResult[]
}

const profiles = { jwtHeader: 'jwt-header', jwtBody: 'jwt-body', securedPayload: 'secured-payload' } as const

const allPassed = {
  good: 'passed',
  duplicate: 'passed',
  'out-of-order': 'passed',
  'bad-signature': 'passed',
  'expired-timestamp': 'passed',
  slow: 'passed',
}

describe('posthorn certify', () => {
  const posthorn = sharedPosthorn()
  const inTest = inTestEnvironment(posthorn)
  const scene = scenes(inTest)
  const run = posthornCommand(inTest)
  const certify = async (id: string) => {
    const { exitCode, stdout } = await run(['certify', id, '--json'])
    const { passed, trials } = JSON.parse(stdout) as Report
    return { exitCode, passed, results: Object.fromEntries(trials.map(({ trial, status }) => [trial, status])), trials }
  }
  const verifying =
    (secret: string): Script =>
    ({ body, headers }: Received) => {
      try {
        new Webhook(secret).verify(body, headers)
        return 204
      } catch {
        return 401
      }
    }

  it('S4-3, S4-5: plays good, duplicate, late, forged, old and slow deliveries, and lets a careful receiver pass', async () => {
    const { receiver, subscription, client } = await scene()
    receiver.answers(verifying(subscription.secret))
    const { exitCode, stdout } = await run(['certify', subscription.id])
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/The receiver has passed\.\n$/) })
    expect(stdout).toMatch(/^bad-signature +passed +an event that was altered after it was signed +refused +HTTP 401/m)
    const received = receiver.received()
    expect(received.every(({ headers }) => headers['posthorn-test'] === 'true')).toBe(true)
    const [, first, second, later, earlier] = received
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id'])
    expect(second!.body).toEqual(first!.body)
    const happened = ({ body }: Received) => (JSON.parse(body.toString()) as { occurredAt: string }).occurredAt
    expect(happened(later!) > happened(earlier!)).toBe(true)
    expect((await client.listNotifications({ subscription: subscription.id })).items).toEqual([])
    expect(
      (await client.listAudit({ target: subscription.id })).items.filter(({ action }) => action === 'simulation.certify'),
    ).toHaveLength(6)
  })

  it('S4-3, S4-5: says of a receiver that confirms everything what it should have refused, and what to do', async () => {
    const { subscription } = await scene()
    const { exitCode, stdout } = await run(['certify', subscription.id])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^good +passed/m)
    expect(stdout).toMatch(/^bad-signature +failed +.* refused +HTTP 200/m)
    expect(stdout).toContain('bad-signature: verify the signature over the raw bytes')
    expect(stdout).toContain('expired-timestamp: refuse what was signed more than five minutes ago')
    expect(stdout).toMatch(/The receiver has not passed\.\n$/)
  })

  it('S4-3: finds a receiver that refuses what comes again, and one that cannot be reached', async () => {
    const { receiver, subscription } = await scene()
    const seen = new Set<string>()
    const check = verifying(subscription.secret) as (request: Received) => number
    receiver.answers((request) => {
      const status = check(request)
      if (status !== 204) return status
      const id = request.headers['webhook-id']!
      return seen.has(id) ? 409 : (seen.add(id), 204)
    })
    const found = await certify(subscription.id)
    expect(found).toMatchObject({ exitCode: 1, passed: false })
    expect(found.results).toEqual({
      good: 'passed',
      duplicate: 'failed',
      'out-of-order': 'passed',
      'bad-signature': 'passed',
      'expired-timestamp': 'passed',
      slow: 'failed',
    })
    await inTest().client.updateSubscription({ id: subscription.id, ifMatch: subscription.version, url: 'http://127.0.0.1:1/hook' })
    const { trials } = await certify(subscription.id)
    expect(trials[0]).toMatchObject({ status: 'failed', deliveries: [{ outcome: 'unreachable', status: null }] })
  })

  it.each(['jwtHeader', 'jwtBody', 'securedPayload'] as const)('S4-5: forges what is signed with %s, too', async (profile) => {
    const { receiver, subscription, client } = await scene({ signing: { standardWebhooks: [], [profile]: {} } })
    receiver.answers(202)
    const { id, account } = subscription
    const forged = await client.certifySubscription({ id, trial: 'bad-signature' })
    expect(forged).toMatchObject({ status: 'failed', deliveries: [{ expected: 'refused', status: 202 }] })
    expect(await client.certifySubscription({ id, trial: 'good' })).toMatchObject({ status: 'passed' })
    const jwks = (await (await fetch(`${posthorn().baseUrl}/v1/jwks/${account}/test`)).json()) as { keys: object[] }
    const options = { keys: createPinnedKeys(jwks), issuer: posthorn().baseUrl, audience: id }
    const verify = createVerifier({ profile: profiles[profile], ...options })
    const [altered, whole] = receiver.received()
    await expect(verify(altered!)).rejects.toBeInstanceOf(VerificationError)
    expect(await verify(whole!)).toMatchObject({ profile: profiles[profile] })
  })

  it('S4-5: lets receivers pass that know the signatures of Adyen or Stripe alone', async () => {
    const adyens = await scene({ style: { name: 'adyen' }, confirmation: { name: 'adyen-accepted' } })
    adyens.receiver.answers(adyen(Buffer.from(adyens.subscription.secret.slice('whsec_'.length), 'base64').toString('hex')))
    const { results } = await certify(adyens.subscription.id)
    expect(results).toEqual({ ...allPassed, 'expired-timestamp': 'skipped' })
    const stripes = await scene({ signing: { standardWebhooks: [], stripe: {} } })
    const { secret } = stripes.subscription
    stripes.receiver.answers(({ body, headers }) =>
      isSignedAsStripe({ header: headers['stripe-signature']!, secret, body, nowSeconds: Date.now() / 1_000 }) ? 200 : 400,
    )
    expect((await certify(stripes.subscription.id)).results).toEqual(allPassed)
  })

  it('S4-16: sends nothing to whom it cannot be encrypted', async () => {
    const encryption = { alg: 'ECDH-ES+A256KW' as const, key: aCertificate({ name: 'Bank' }).cert }
    const { receiver, subscription, client } = await scene({ signing: { standardWebhooks: [], securedPayload: { encryption } } })
    const undated = aCertificate({ name: 'Bank', notAfter: '20261399000000Z' }).cert
    await posthorn().query(
      `update subscriptions set version = version + 1,
         signing = jsonb_set(signing::jsonb, '{securedPayload,encryption,key}', to_jsonb($2::text))::json where id = $1`,
      [subscription.id, undated],
    )
    for (const trial of ['good', 'bad-signature'] as const)
      expect(await client.certifySubscription({ id: subscription.id, trial })).toMatchObject({
        status: 'failed',
        remedy: expect.stringContaining('nothing could be sent'),
        deliveries: [{ outcome: 'refused', reason: expect.stringContaining('dates cannot be read') }],
      })
    expect(receiver.received()).toEqual([])
  })

  it('S4-3: is for subscriptions of the environment test that the key reaches', async () => {
    await plantAccounts(posthorn(), [['acc_x', 'acc_root']])
    const { subscription } = await scene()
    const other = (await keyOf(posthorn(), 'acc_x', 'test')).client
    const refusals = [other, posthorn().client].map((as) =>
      as.certifySubscription({ id: subscription.id, trial: 'good' }).catch((error: unknown) => (error as ProblemError).problem.code),
    )
    expect(await Promise.all(refusals)).toEqual(['not_found', 'forbidden'])
    const timeless = await scene({ signing: { standardWebhooks: [], jwsDetached: {} } })
    const { results } = await certify(timeless.subscription.id)
    expect(results).toMatchObject({ good: 'passed', 'bad-signature': 'failed', 'expired-timestamp': 'skipped' })
  })
})
