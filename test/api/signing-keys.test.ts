import { beforeEach, describe, expect, it } from '@jest/globals'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { createClient } from '../../src/client/client.js'
import { newSigningKey, thumbprint } from '../../src/crypto/signing-key.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'

const hourMs = 3_600_000

describe('signing keys', () => {
  const posthorn = sharedPosthorn()
  let account = ''
  beforeEach(async () => {
    account = (await posthorn().client.createAccount({ name: 'Shop', kind: 'portfolio' })).id
  })
  const ask = (path: string, headers: Record<string, string> = {}) => fetch(`${posthorn().baseUrl}${path}`, { headers })
  const published = async (of: string, environment = 'live') => {
    const answer = await ask(`/v1/jwks/${of}/${environment}`)
    expect(answer.status).toBe(200)
    return ((await answer.json()) as { keys: { kid: string; alg: string }[] }).keys
  }
  const kids = async (of: string) => (await published(of)).map(({ kid }) => kid)
  const post = (path: string, body: unknown) =>
    send(
      { baseUrl: posthorn().baseUrl, apiKey: posthorn().apiKey },
      { method: 'POST', path, body, headers: { 'posthorn-reason': 'tested' } },
    )
  const auditOf = async (target: string) => (await posthorn().client.listAudit({ account, target })).items

  it('are published for everybody, with the times that receivers may keep them, and no private member', async () => {
    const answer = await ask(`/v1/jwks/${account}/live`)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/jwk-set+json',
      'cache-control': 'public, max-age=3600',
    })
    const { keys } = (await answer.json()) as { keys: object[] }
    // that of the account above all others, made by this question
    expect(keys).toEqual([
      { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String), kid: expect.any(String), alg: 'ES256', use: 'sig' },
    ])
    const etag = answer.headers.get('etag')!
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask(`/v1/jwks/${account}/live`, { 'if-none-match': known })
      expect({ status: again.status, etag: again.headers.get('etag'), body: await again.text() }).toEqual({ status: 304, etag, body: '' })
    }
    expect((await ask(`/v1/jwks/${account}/live`, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  it('are told apart by environment, and an account that does not exist has none', async () => {
    const [live] = await published(account)
    const [test] = await published(account, 'test')
    expect(test!.kid).not.toBe(live!.kid)
    const answers = await Promise.all(
      ['/v1/jwks/acc_nobody/live', `/v1/jwks/${account}/staging`].map(async (path) => {
        const answer = await ask(path)
        const { requestId: _, ...problem } = (await answer.json()) as Record<string, unknown>
        return { status: answer.status, type: answer.headers.get('content-type'), problem }
      }),
    )
    expect(answers[0]).toMatchObject({ status: 404, type: 'application/problem+json', problem: { code: 'not_found' } })
    expect(answers[1]).toEqual(answers[0])
    expect((await fetch(`${posthorn().baseUrl}/v1/jwks/${account}/live`, { method: 'POST' })).status).toBe(405)
  })

  it('are published as soon as they are made, for the account and those below, and sign after a rotation', async () => {
    const { client } = posthorn()
    const { id: below } = await client.createAccount({ name: 'Below', parent: account })
    const [root] = await kids(account)
    const made = await client.createSigningKey({ account })
    expect(made).toMatchObject({
      account,
      environment: 'live',
      alg: 'ES256',
      state: 'next',
      nextChange: null,
      imported: false,
      lastUsedAt: null,
    })
    expect(await kids(account)).toEqual([made.kid, root])
    expect(await kids(below)).toEqual([made.kid, root])
    expect(thumbprint(createPublicKey(made.pem))).toBe(made.kid)
    const rotating = await client.rotateSigningKeys({ account })
    const earliest = new Date(Date.parse(made.createdAt) + 2 * hourMs).toISOString()
    expect(rotating).toEqual({ ...made, nextChange: { to: 'active', at: earliest } })
    const later = new Date(Date.now() + 48 * hourMs).toISOString()
    expect((await client.rotateSigningKeys({ account, at: later, retainSeconds: 300_000 })).nextChange).toEqual({ to: 'active', at: later })
    expect((await auditOf(made.kid)).map(({ action }) => action)).toEqual([
      'signing-key.create',
      'signing-key.rotate',
      'signing-key.rotate',
    ])
  })

  it('never sign before they have been published for twice the time that a JWKS may be kept', async () => {
    const at = new Date(Date.now() + 2 * hourMs - 60_000).toISOString()
    expect(await post('/v1/signing-keys/rotations', { account, at })).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/at', detail: expect.stringContaining('not before ') }] },
    })
    expect(await post('/v1/signing-keys/rotations', { account, retainSeconds: 3_600 })).toMatchObject({ status: 422 })
    // what was refused has made nothing
    expect((await posthorn().client.listSigningKeys({ account })).items).toEqual([])
  })

  it('can be imported as PEM and as JWK, and are never shown again', async () => {
    const { client } = posthorn()
    const [one, other] = [await newSigningKey('EdDSA'), await newSigningKey('PS256')]
    const pem = one.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
    const jwk = { ...other.privateKey.export({ format: 'jwk' }), alg: 'PS256' }
    const imported = [await client.createSigningKey({ account, pem, activate: true }), await client.createSigningKey({ account, jwk })]
    expect(imported).toMatchObject([
      { kid: one.kid, alg: 'EdDSA', state: 'active', imported: true },
      { kid: other.kid, alg: 'PS256', state: 'next', imported: true },
    ])
    const secrets = [pem.split('\n')[1]!, String(jwk.d), String(jwk.p)]
    const seen =
      JSON.stringify([imported, await client.listSigningKeys({ account }), await auditOf(one.kid), await auditOf(other.kid)]) +
      posthorn().log()
    for (const secret of secrets) expect(seen).not.toContain(secret)
    for (const row of await posthorn().query('select * from signing_keys where account_id = $1', [account]))
      expect(JSON.stringify(row)).not.toMatch(new RegExp(`"d"|${String(jwk.d)}`))
    expect(await post('/v1/signing-keys', { account, pem })).toMatchObject({ status: 409, json: { code: 'signing_key_exists' } })
    expect(await post('/v1/signing-keys', { account, alg: 'PS256' })).toMatchObject({ status: 409, json: { code: 'wrong_state' } })
  })

  it('are refused with what is wrong with them, and without being repeated', async () => {
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
    const weak = { ...generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' }) }
    const good = (await newSigningKey('ES256')).privateKey.export({ format: 'jwk' })
    const refusals = [
      { body: { pem: p384 }, error: { pointer: '/pem', detail: 'must be on the curve P-256 (ES256) or P-521 (ES512)' } },
      { body: { jwk: weak }, error: { pointer: '/jwk', detail: 'must have 2048 to 8192 bits, this one has 1024' } },
      {
        body: { jwk: { ...good, d: undefined } },
        error: { pointer: '/jwk', detail: 'has no private part: nothing can be signed with it' },
      },
      { body: { pem: p384, jwk: good }, error: { pointer: '/jwk', detail: 'give pem or jwk, not both' } },
      { body: { alg: 'HS256' }, error: { pointer: '/alg', detail: expect.any(String) } },
      { body: { alg: 'none' }, error: { pointer: '/alg', detail: expect.any(String) } },
    ]
    for (const { body, error } of refusals) {
      const answer = await post('/v1/signing-keys', { account, ...body })
      expect(answer).toMatchObject({ status: 422, json: { errors: [error] } })
      expect(answer.text).not.toContain(String(weak.d))
    }
    await posthorn().client.createSigningKey({ account, activate: true })
    expect(await post('/v1/signing-keys', { account, activate: true })).toMatchObject({ json: { errors: [{ pointer: '/activate' }] } })
  })

  it('are revoked at once, and a successor signs: the next one, or a new one', async () => {
    const { client } = posthorn()
    const { kid: first } = await client.createSigningKey({ account, activate: true })
    const { kid: next } = await client.rotateSigningKeys({ account })
    const revoked = await client.revokeSigningKey({ kid: first })
    expect(revoked).toMatchObject({ state: 'revoked', successor: next, nextChange: null })
    expect(await client.getSigningKey({ kid: next })).toMatchObject({ state: 'active', nextChange: null })
    expect(await kids(account)).not.toContain(first)
    expect(await posthorn().query('select sealed from signing_keys where kid = $1', [first])).toEqual([{ sealed: null }])
    const { successor } = await client.revokeSigningKey({ kid: next })
    expect(await client.getSigningKey({ kid: successor! })).toMatchObject({ state: 'active', imported: false })
    expect((await kids(account))[0]).toBe(successor)
    // again changes nothing
    expect(await client.revokeSigningKey({ kid: next })).toMatchObject({ state: 'revoked', successor: null })
    expect((await auditOf(next)).map(({ action }) => action)).toEqual(['signing-key.rotate', 'signing-key.revoke'])
  })

  it('keep their name: one that was revoked does not come back', async () => {
    const { client } = posthorn()
    const key = await newSigningKey('ES256')
    const pem = key.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
    await client.createSigningKey({ account, pem })
    expect(await client.revokeSigningKey({ kid: key.kid })).toMatchObject({ state: 'revoked', successor: null })
    expect(await post('/v1/signing-keys', { account, pem })).toMatchObject({ status: 409, json: { code: 'signing_key_exists' } })
  })

  it('of the other environment are not seen, and are not those of a test key', async () => {
    const { client, baseUrl } = posthorn()
    const { kid } = await client.createSigningKey({ account, activate: true })
    const { key: apiKey } = await client.createApiKey({ account, name: 'test', scopes: ['signing-keys:*'], environment: 'test' })
    const test = createClient({ baseUrl, apiKey })
    await expect(test.getSigningKey({ kid })).rejects.toMatchObject({ problem: { code: 'not_found' } })
    await expect(test.revokeSigningKey({ kid })).rejects.toMatchObject({ problem: { code: 'not_found' } })
    const made = await test.createSigningKey({})
    expect(made).toMatchObject({ environment: 'test', account })
    expect((await test.listSigningKeys()).items.map((one) => one.kid)).toEqual([made.kid])
    expect((await client.listSigningKeys({ account, state: 'active' })).items.map((one) => one.kid)).toEqual([kid])
  })
})
