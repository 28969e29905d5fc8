import { describe, expect, it } from '@jest/globals'
import { parseSecret, signStandardWebhook } from '../../src/crypto/standard-webhooks.js'
import { signStripe } from '../../src/crypto/stripe-signature.js'
import { startReceiver } from '../helpers/receiver.js'
import * as signer from './token-signer.js'
import { verifyCommands } from './verify-command.js'

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
const { verify, file } = verifyCommands({ WEBHOOK_SECRET: secret })
const signedAt = signer.nowSeconds
const sent = '{"type":"payment.settled","data":{"amount":1050,"payer":"Zoë"}}'
const at = ['--at', new Date(signedAt * 1000).toISOString()]

const headersFor = (body = sent, by = secret): Record<string, string> => ({
  'content-type': 'application/json',
  'webhook-id': 'ntf_1',
  'webhook-timestamp': String(signedAt),
  'webhook-signature': signStandardWebhook([parseSecret(by)!], { id: 'ntf_1', timestampSeconds: signedAt, body }),
})

function raw(body: string | Buffer = sent, headers = headersFor()): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return Buffer.concat([Buffer.from(`${['POST /hooks HTTP/1.1', ...lines].join('\r\n')}\r\n\r\n`), Buffer.from(body)])
}

describe('posthorn verify (S4-5)', () => {
  it('S4-5: takes an authentic request from standard input and from a file, with the secret from a variable or a file', async () => {
    const ok = { exitCode: 0, failed: '', printed: 'ok    standard-webhooks: signed by a given key or secret, over exactly these bytes\n' }
    expect(await verify(['--secret-env', 'WEBHOOK_SECRET', ...at], raw())).toEqual(ok)
    expect(await verify([file('request.txt', raw()), '--secret-file', file('secret.txt', `${secret}\n`), ...at])).toEqual(ok)
    expect(
      await verify(['-', '--secret-env', 'OLD,WEBHOOK_SECRET', ...at], raw(), { OLD: secret.replace('BQ', 'Aw'), WEBHOOK_SECRET: secret }),
    ).toEqual(ok)
  })

  it('reads what curl -v prints, and the attempts that posthorn prints, with the body from a file', async () => {
    const curl = [
      '* Connected to shop.example',
      '> POST /hooks HTTP/1.1',
      ...Object.entries(headersFor()).map(([name, value]) => `> ${name}: ${value}`),
      '>',
      '< HTTP/1.1 401',
    ]
    const attempts = JSON.stringify({
      items: [
        { number: 2, request: { headers: headersFor() } },
        { number: 1, request: { headers: {} } },
      ],
    })
    const body = ['--body', file('body.json', sent), '--secret-env', 'WEBHOOK_SECRET', ...at]
    for (const captured of [curl.join('\n'), attempts]) expect(await verify(body, captured)).toMatchObject({ exitCode: 0, failed: '' })
    expect(await verify(['--secret-env', 'WEBHOOK_SECRET', ...at], JSON.stringify({ headers: headersFor(), body: sent }))).toMatchObject({
      exitCode: 0,
    })
    expect(await verify(['--secret-env', 'WEBHOOK_SECRET'], curl.join('\n'))).toMatchObject({
      exitCode: 2,
      failed: 'posthorn: the captured request has no body: give it with --body FILE, byte for byte\n',
    })
  })

  it('says by how much the clock is off, and what else is wrong', async () => {
    const later = ['--secret-env', 'WEBHOOK_SECRET', '--at', new Date((signedAt + 4000) * 1000).toISOString()]
    const { exitCode, printed } = await verify(later, raw())
    expect({ exitCode, lines: printed.trimEnd().split('\n') }).toEqual({
      exitCode: 1,
      lines: [
        expect.stringMatching(
          /^FAIL {2}standard-webhooks: timestamp_too_old: clock: The request was signed 4000 s ago, more than the allowed 300 s/,
        ),
        'ok    standard-webhooks: signed by a given key or secret, over exactly these bytes',
      ],
    })
    expect((await verify(later, raw('{}'))).printed.split('\n')[1]).toMatch(/^FAIL {2}standard-webhooks: signature_mismatch: secret: /)
  })

  it.each<[string, string | Buffer, string]>([
    ['a line break', `${sent}\n`, 'a line break was added at its end'],
    ['an indent', JSON.stringify(JSON.parse(sent), null, 2), 'it verifies as JSON without white space'],
    ['escapes', sent.replace('ë', '\\u00eb'), 'it verifies as JSON without white space'],
    ['another charset', Buffer.from(sent, 'latin1'), 'its charset was changed from UTF-8 to ISO 8859-1'],
    ['a charset twice', Buffer.from(Buffer.from(sent).toString('latin1'), 'utf8'), 'UTF-8 was read as ISO 8859-1'],
    ['a byte order mark', `\ufeff${sent}`, 'a byte order mark was added'],
    ['base64', Buffer.from(sent).toString('base64'), 'it was encoded in base64'],
    ['quotes', JSON.stringify(sent), 'it was made a JSON text'],
  ])('finds a body that was altered on its way: %s', async (_, body, words) => {
    const { exitCode, printed } = await verify(['--secret-env', 'WEBHOOK_SECRET', ...at], raw(body))
    expect(exitCode).toBe(1)
    expect(printed).toContain('signature_mismatch: body: it was altered on its way: ')
    expect(printed).toContain(words)
  })

  it.each([
    ['its line break at the end removed', `${sent}\n`, sent, 'the line break at its end was removed'],
    ['its indent removed', JSON.stringify(JSON.parse(sent), null, 2), sent, 'with an indent of 2'],
    ['its spaces removed', '{"a": [1, 2], "b": {"c": "d"}}', '{"a":[1,2],"b":{"c":"d"}}', 'a space after commas and colons'],
    ['its line breaks changed', '{\n"a":1\n}', '{\r\n"a":1\r\n}', 'changed to CRLF'],
  ])('finds a body that had %s', async (...[, before, after, words]) => {
    const { printed } = await verify(['--secret-env', 'WEBHOOK_SECRET', ...at], raw(after, headersFor(before)))
    expect(printed).toContain(words)
  })

  it('S4-5: takes the header of Stripe, or another one, and tells an altered body and a wrong secret apart', async () => {
    const header = signStripe([secret], { timestampSeconds: signedAt, body: sent })
    const args = ['--secret-env', 'WEBHOOK_SECRET', ...at]
    const inStripe = (body = sent) => raw(body, { 'stripe-signature': header })
    expect(await verify(args, inStripe())).toMatchObject({ exitCode: 0, printed: expect.stringMatching(/^ok {4}stripe: /) })
    const elsewhere = ['--profile', 'stripe', '--header', 'Acme-Signature', ...args]
    expect(await verify(elsewhere, raw(sent, { 'acme-signature': header }))).toMatchObject({ exitCode: 0 })
    expect((await verify(args, inStripe(`${sent}\n`))).printed).toContain('a line break was added at its end')
    expect((await verify(args, inStripe(), { WEBHOOK_SECRET: 'whsec_other' })).printed).toMatch(
      /^FAIL {2}stripe: signature_mismatch: secret: /,
    )
    expect(await verify(at, inStripe())).toMatchObject({ exitCode: 2, failed: expect.stringContaining('stripe: give its secret') })
  })

  it('tells a wrong secret and a missing header from that', async () => {
    const wrong = await verify(['--secret-env', 'WEBHOOK_SECRET', ...at], raw(), {
      WEBHOOK_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}`,
    })
    expect(wrong.printed).toMatch(/^FAIL {2}standard-webhooks: signature_mismatch: secret: no given secret signed these bytes/)
    const { 'webhook-id': _, ...without } = headersFor()
    expect((await verify(['--secret-env', 'WEBHOOK_SECRET', ...at], raw(sent, without))).printed).toContain(
      'missing_header: The request has no header webhook-id.',
    )
  })

  it('verifies tokens offline, or with the keys of an address, beside the rest', async () => {
    const headers = { ...headersFor(signer.body.toString()), 'webhook-jwt': await signer.headerToken() }
    const parties = ['--issuer', signer.parties.issuer, '--audience', signer.parties.audience]
    const jwks = file('jwks.json', JSON.stringify(signer.jwks))
    const captured = raw(signer.body, headers)
    const { exitCode, printed } = await verify(['--jwks-file', jwks, ...parties, ...at], captured)
    expect({ exitCode, lines: printed.split('\n') }).toEqual({
      exitCode: 0,
      lines: [
        '-     standard-webhooks: not checked: give its secret: --secret-env NAME or --secret-file FILE',
        'ok    jwt-header: signed by a given key or secret, over exactly these bytes',
        '',
      ],
    })
    const server = await startReceiver()
    server.answers({ status: 200, body: JSON.stringify(signer.jwks) })
    expect(await verify(['--jwks-url', server.url, '--secret-env', 'WEBHOOK_SECRET', ...parties, ...at], captured)).toMatchObject({
      exitCode: 0,
    })
    await server.stop()
    const altered = raw(`${signer.body.toString()}\n`, headers)
    expect((await verify(['--jwks-file', jwks, ...parties, ...at], altered)).printed).toContain(
      'body_altered: body: it was altered on its way',
    )
  })

  it('verifies the other profiles of tokens', async () => {
    const keys = ['--jwks-file', file('keys.json', JSON.stringify(signer.jwks)), ...at]
    const detached = { 'x-jws-signature': await signer.detached(signer.body, { b64: false }) }
    expect(await verify([...keys, '--detached-plain'], raw(signer.body, detached))).toMatchObject({ exitCode: 0 })
    const secured = JSON.stringify({ secured_payload: await signer.sign(signer.body, { alg: 'EdDSA' }) })
    expect(await verify([...keys, '--alg', 'ES256,EdDSA'], raw(secured, { 'content-type': 'application/json' }))).toMatchObject({
      exitCode: 0,
    })
    const set = await signer.sign(signer.setClaims(), { header: { typ: 'secevent+jwt' } })
    const parties = ['--issuer', signer.parties.issuer, '--audience', signer.parties.audience]
    expect(await verify([...keys, ...parties], raw(set, { 'content-type': 'application/secevent+jwt' }))).toMatchObject({ exitCode: 0 })
  })

  it('prints its findings as JSON for programs', async () => {
    const { printed } = await verify(['--secret-env', 'WEBHOOK_SECRET', '--json', ...at], raw('{}'))
    expect(JSON.parse(printed)).toMatchObject({ verified: false, findings: [{ profile: 'standard-webhooks', code: 'signature_mismatch' }] })
  })

  it.each<[string, readonly string[], string | Buffer, string]>([
    ['no secret', [], raw(), 'give its secret: --secret-env NAME'],
    ['a variable that is not there', ['--secret-env', 'NOTHING'], raw(), 'no variable NOTHING'],
    ['a secret that is none', ['--secret-env', 'HALF'], raw(), '"whsec_" followed by'],
    ['a file that is not there', ['/nowhere.txt'], '', 'cannot read /nowhere.txt: ENOENT'],
    ['no request', ['--secret-env', 'WEBHOOK_SECRET'], 'nothing', 'this is no captured request'],
    ['JSON without headers', ['--secret-env', 'WEBHOOK_SECRET'], '{"a":1}', 'no "headers"'],
    ['what begins like JSON', ['--secret-env', 'WEBHOOK_SECRET'], '{', 'is none'],
    ['no keys', ['--profile', 'jwt-header'], raw(), '--jwks-file FILE'],
    [
      'an algorithm with a shared secret',
      ['--profile', 'jws-detached', '--alg', 'HS256', '--jwks-url', 'https://a.example'],
      raw(),
      'algorithms is a list of ES256',
    ],
  ])('is a usage error with %s: exit code 2', async (...[, args, captured, words]) => {
    const { exitCode, printed, failed } = await verify(args, captured, { WEBHOOK_SECRET: secret, HALF: 'whsec_half' })
    expect({ exitCode, printed }).toEqual({ exitCode: 2, printed: '' })
    expect(failed).toContain(words)
    expect(failed).not.toContain('half')
  })
})
