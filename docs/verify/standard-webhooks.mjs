// Without posthorn/verify, which does the same and more.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { buffer } from 'node:stream/consumers'

/** body: the raw bytes. True when one of the secrets signed it within the last five minutes. */
export function verify(secrets, { headers, body }, now = Date.now() / 1000) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers
  if (id.includes('.') || !/^[0-9]{1,15}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > 300) return false
  return secrets.some((secret) => {
    const hmac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    const expected = Buffer.from(`v1,${hmac.update(`${id}.${timestamp}.`).update(body).digest('base64')}`)
    return signature.split(' ').some((part) => part.length === expected.length && timingSafeEqual(Buffer.from(part), expected))
  })
}

// How the tests run it; in a server, call verify.
const { env } = process
const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
const headers = Object.fromEntries(names.map((name) => [name, env[name.toUpperCase().replaceAll('-', '_')] ?? '']))
console.log(verify([env.WEBHOOK_SECRET], { headers, body: await buffer(process.stdin) }, Number(env.NOW)) ? 'verified' : 'refused')
