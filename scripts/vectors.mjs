// Writes docs/vectors/*.json: requests of every profile and algorithm, good and bad, with what a verifier has to say of each.
// The keys are for these vectors alone; they stay as they are once docs/vectors/keys.json is there.
import { createHash, createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { CompactEncrypt, CompactSign, FlattenedSign } from 'jose'

const directory = fileURLToPath(new URL('../docs/vectors/', import.meta.url))
const algorithms = ['ES256', 'EdDSA', 'PS256', 'RS256', 'ES512']
const at = 1_800_000_000
const body = '{"id":"evt_1","type":"payment.settled","data":{"amount":10.50,"payer":"Zoë"}}'
const parties = { issuer: 'https://posthorn.example', audience: 'sub_1' }
const url = 'https://shop.example/hooks'
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
/** Key of the recipient, how the content key is encrypted, and how the content is. */
const encryptions = [
  ['recipient', 'RSA-OAEP-256', 'A256GCM'],
  ['recipient', 'RSA-OAEP', 'A256CBC-HS512'],
]
const moreEncryptions = [
  ['recipient', 'RSA-OAEP-256', 'A256CBC-HS512'],
  ['recipient', 'RSA-OAEP', 'A256GCM'],
  ['recipient-P-256', 'ECDH-ES+A256KW', 'A256GCM'],
  ['recipient-P-256', 'ECDH-ES+A256KW', 'A256CBC-HS512'],
  ['recipient-P-384', 'ECDH-ES+A256KW', 'A256GCM'],
  ['recipient-P-521', 'ECDH-ES+A256KW', 'A256GCM'],
  ['recipient-X25519', 'ECDH-ES+A256KW', 'A256GCM'],
]

const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = (namedCurve) => () => generateKeyPairSync('ec', { namedCurve })
const makeKey = {
  ES256: ec('P-256'),
  EdDSA: () => generateKeyPairSync('ed25519'),
  PS256: rsa,
  RS256: rsa,
  ES512: ec('P-521'),
  recipient: rsa,
  'recipient-P-256': ec('P-256'),
  'recipient-P-384': ec('P-384'),
  'recipient-P-521': ec('P-521'),
  'recipient-X25519': () => generateKeyPairSync('x25519'),
}

/** Private JWKs by algorithm, and those of the recipients of encrypted payloads. What is there stays. */
export function readKeys() {
  const file = `${directory}keys.json`
  const there = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const entries = Object.entries(makeKey).map(([name, make]) => [name, there[name] ?? make().privateKey.export({ format: 'jwk' })])
  return Object.fromEntries(entries)
}

const privateKey = (jwk) => createPrivateKey({ format: 'jwk', key: jwk })
const publicJwk = (jwk) => createPublicKey(privateKey(jwk)).export({ format: 'jwk' })

/** The files by name. What ES256, ES512, PS256 and encryption make is random: the rest is the same every time. */
export async function makeVectors(keys) {
  const jwks = { keys: algorithms.map((alg) => ({ ...publicJwk(keys[alg]), kid: `key-${alg}`, alg, use: 'sig' })) }
  return {
    'jwks.json': jwks,
    'standard-webhooks.json': standardWebhooks(keys.EdDSA),
    'stripe.json': stripe(),
    'jwt-header.json': await jwtHeader(keys),
    'jwt-body.json': await jwtBody(keys),
    'jws-detached.json': await jwsDetached(keys),
    'secured-payload.json': await securedPayload(keys),
  }
}

const caseOf = (name, expect, request) => ({ name, expect, at, ...request })
const posted = (headers, sent = body) => ({ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: sent })

function standardWebhooks(key) {
  const mac = (text) => `v1,${createHmac('sha256', Buffer.alloc(32, 7)).update(text).digest('base64')}`
  const signature = mac(`ntf_1.${at}.${body}`)
  const v1a = `v1a,${sign(null, Buffer.from(`ntf_1.${at}.${body}`), privateKey(key)).toString('base64')}`
  const headers = (over) => ({ 'webhook-id': 'ntf_1', 'webhook-timestamp': String(at), 'webhook-signature': signature, ...over })
  const cases = [
    caseOf('v1', 'verified', posted(headers())),
    caseOf(
      'v1 beside a signature of another secret',
      'verified',
      posted(headers({ 'webhook-signature': `v1,${'A'.repeat(43)}= ${signature}` })),
    ),
    caseOf('v1 over an empty body', 'verified', posted(headers({ 'webhook-signature': mac(`ntf_1.${at}.`) }), '')),
    caseOf('300 s old', 'verified', { ...posted(headers()), at: at + 300 }),
    caseOf('301 s old', 'timestamp_too_old', { ...posted(headers()), at: at + 301 }),
    caseOf('301 s ahead', 'timestamp_in_future', { ...posted(headers()), at: at - 301 }),
    caseOf('another body', 'signature_mismatch', posted(headers(), body.replace('10.50', '10.5'))),
    caseOf('a line break more', 'signature_mismatch', posted(headers(), `${body}\n`)),
    caseOf('another id', 'signature_mismatch', posted(headers({ 'webhook-id': 'ntf_2' }))),
    caseOf('another timestamp', 'signature_mismatch', posted(headers({ 'webhook-timestamp': String(at + 1) }))),
    caseOf('a timestamp with letters', 'malformed_header', posted(headers({ 'webhook-timestamp': `${at}s` }))),
    caseOf('another version', 'malformed_header', posted(headers({ 'webhook-signature': signature.replace('v1', 'v2') }))),
    caseOf('no signature', 'missing_header', posted({ 'webhook-id': 'ntf_1', 'webhook-timestamp': String(at) })),
    { ...caseOf('v1a', 'verified', posted(headers({ 'webhook-signature': v1a }))), asymmetric: true },
    { ...caseOf('v1a over another body', 'signature_mismatch', posted(headers({ 'webhook-signature': v1a }), '{}')), asymmetric: true },
  ]
  const publicKey = `whpk_${Buffer.from(publicJwk(key).x, 'base64url').toString('base64')}`
  return { profile: 'standard-webhooks', verifier: { secrets: [secret], publicKeys: [publicKey] }, cases }
}

function stripe() {
  const mac = (text, by = secret) => `v1=${createHmac('sha256', by).update(text).digest('hex')}`
  const other = mac(`${at}.${body}`, 'whsec_other')
  const signed = (value, sent) => posted({ 'stripe-signature': value }, sent)
  const header = `t=${at},${mac(`${at}.${body}`)}`
  const cases = [
    caseOf('v1', 'verified', signed(header)),
    caseOf('v1 beside a signature of another secret', 'verified', signed(`t=${at},${other},${mac(`${at}.${body}`)}`)),
    caseOf('v1 beside a signature of another version', 'verified', signed(`${header},v0=6ffbb59b2300aae63f272406069a9788`)),
    caseOf('v1 over an empty body', 'verified', signed(`t=${at},${mac(`${at}.`)}`, '')),
    caseOf('300 s old', 'verified', { ...signed(header), at: at + 300 }),
    caseOf('301 s old', 'timestamp_too_old', { ...signed(header), at: at + 301 }),
    caseOf('301 s ahead', 'timestamp_in_future', { ...signed(header), at: at - 301 }),
    caseOf('another body', 'signature_mismatch', signed(header, body.replace('10.50', '10.5'))),
    caseOf('a line break more', 'signature_mismatch', signed(header, `${body}\n`)),
    caseOf('another secret', 'signature_mismatch', signed(`t=${at},${other}`)),
    caseOf('another timestamp', 'signature_mismatch', signed(header.replace(`t=${at}`, `t=${at + 1}`))),
    caseOf('a second timestamp', 'malformed_header', signed(`${header},t=${at + 1}`)),
    caseOf('a timestamp with letters', 'malformed_header', signed(header.replace(`t=${at}`, `t=${at}s`))),
    caseOf('another version', 'malformed_header', signed(header.replace('v1', 'v0'))),
    caseOf('upper case', 'malformed_header', signed(`t=${at},${mac(`${at}.${body}`).toUpperCase().replace('V', 'v')}`)),
    caseOf('no timestamp', 'malformed_header', signed(mac(`${at}.${body}`))),
    caseOf('no signature', 'missing_header', posted({})),
  ]
  return { profile: 'stripe', verifier: { secrets: [secret] }, cases }
}

/** A compact JWS, with any bit of it changed where that is asked for. */
const jws = (keys, alg, { header = {}, payload }) =>
  new CompactSign(Buffer.from(payload)).setProtectedHeader({ alg, kid: `key-${alg}`, ...header }).sign(privateKey(keys[alg]))

const otherSignature = (token) => token.replace(/[^.]{4}([^.]{8})$/, (_, end) => `AAAA${end}`)

async function jwtHeader(keys) {
  const hash = createHash('sha256').update(body).digest('hex')
  const times = { iat: at, exp: at + 300 }
  const told = { jti: 'ntf_1', attempt: 1, event_type: 'payment.settled', request_body_sha256: hash, htm: 'POST', htu: url }
  const claims = (over) => JSON.stringify({ iss: parties.issuer, aud: parties.audience, sub: 'acc_1', ...times, ...told, ...over })
  const token = (alg, over = {}) => jws(keys, alg, { header: { typ: 'webhook+jwt' }, payload: claims(over) })
  const asked = (text, sent) => posted({ 'webhook-jwt': text }, sent)
  const cases = []
  for (const alg of algorithms) {
    const good = await token(alg)
    cases.push(caseOf(alg, 'verified', asked(good)))
    cases.push(caseOf(`${alg}, another body`, 'body_altered', asked(good, '{}')))
    cases.push(caseOf(`${alg}, an altered signature`, 'signature_mismatch', asked(otherSignature(good))))
    cases.push(caseOf(`${alg}, for another receiver`, 'wrong_audience', asked(await token(alg, { aud: 'sub_2' }))))
    cases.push(caseOf(`${alg}, 301 s old`, 'timestamp_too_old', { ...asked(good), at: at + 301 }))
    cases.push(caseOf(`${alg}, for another method`, 'wrong_request', asked(await token(alg, { htm: 'GET' }))))
    cases.push(caseOf(`${alg}, padded`, 'malformed_token', asked(`${good}=`)))
  }
  const [, payload] = (await token('ES256')).split('.')
  const none = Buffer.from('{"alg":"none","kid":"key-ES256","typ":"webhook+jwt"}').toString('base64url')
  cases.push(caseOf('alg none', 'unsupported_algorithm', asked(`${none}.${payload}.`)))
  return { profile: 'jwt-header', verifier: { ...parties, url, algorithms }, cases }
}

async function jwtBody(keys) {
  const claims = (over) =>
    JSON.stringify({
      iss: parties.issuer,
      aud: parties.audience,
      iat: at,
      jti: 'ntf_1',
      txn: 'evt_1',
      toe: at,
      events: { 'urn:example': {} },
      ...over,
    })
  const token = (alg, over = {}) => jws(keys, alg, { header: { typ: 'secevent+jwt' }, payload: claims(over) })
  const asked = (text) => ({ method: 'POST', headers: { 'content-type': 'application/secevent+jwt' }, body: text })
  const cases = []
  for (const alg of algorithms) {
    cases.push(caseOf(alg, 'verified', asked(await token(alg))))
    cases.push(caseOf(`${alg}, an altered signature`, 'signature_mismatch', asked(otherSignature(await token(alg)))))
    cases.push(caseOf(`${alg}, from somebody else`, 'wrong_issuer', asked(await token(alg, { iss: 'https://other.example' }))))
    cases.push(caseOf(`${alg}, without events`, 'malformed_token', asked(await token(alg, { events: {} }))))
  }
  return { profile: 'jwt-body', verifier: { ...parties, algorithms }, cases }
}

async function jwsDetached(keys) {
  const cases = []
  for (const alg of algorithms) {
    for (const b64 of [true, false]) {
      const header = { alg, kid: `key-${alg}`, ...(b64 ? {} : { b64: false, crit: ['b64'] }) }
      const signed = await new FlattenedSign(Buffer.from(body)).setProtectedHeader(header).sign(privateKey(keys[alg]))
      const headers = { 'x-jws-signature': `${signed.protected}..${signed.signature}` }
      const name = b64 ? alg : `${alg}, b64 false`
      cases.push({ ...caseOf(name, 'verified', posted(headers)), b64 })
      cases.push({ ...caseOf(`${name}, another body`, 'signature_mismatch', posted(headers, '{}')), b64 })
      cases.push({ ...caseOf(`${name}, taken for the other`, 'malformed_token', posted(headers)), b64: !b64 })
    }
  }
  return { profile: 'jws-detached', verifier: { algorithms }, cases }
}

async function securedPayload(keys) {
  const secured = (text) => posted({}, JSON.stringify({ secured_payload: text }))
  const cases = []
  for (const alg of algorithms) {
    const signed = await jws(keys, alg, { payload: body })
    cases.push(caseOf(alg, 'verified', secured(signed)))
    cases.push(caseOf(`${alg}, an altered signature`, 'signature_mismatch', secured(otherSignature(signed))))
    // which key has signed makes no difference to what encrypts
    for (const [name, how, enc] of alg === 'ES256' ? [...encryptions, ...moreEncryptions] : encryptions) {
      const recipient = createPublicKey(privateKey(keys[name]))
      const jwe = await new CompactEncrypt(Buffer.from(signed)).setProtectedHeader({ alg: how, enc }).encrypt(recipient)
      const decrypt = { algorithms: [how], encryptions: [enc] }
      const title = `${alg} in ${how} and ${enc}${name.replace('recipient-', ' to ').replace('recipient', '')}`
      cases.push({ ...caseOf(title, 'verified', secured(jwe)), decrypt })
      cases.push({ ...caseOf(`${title}, altered`, 'decryption_failed', secured(otherSignature(jwe))), decrypt })
    }
  }
  return { profile: 'secured-payload', verifier: { algorithms }, cases }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const keys = readKeys()
  mkdirSync(directory, { recursive: true })
  const files = { 'keys.json': keys, ...(await makeVectors(keys)) }
  for (const [name, content] of Object.entries(files)) writeFileSync(`${directory}${name}`, `${JSON.stringify(content, null, 2)}\n`)
}
