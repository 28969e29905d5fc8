import { createHmac } from 'node:crypto'

/**
 * The value of `Stripe-Signature`: the time in seconds since 1970, and for each secret the lower-case hexadecimal HMAC-SHA256 of time, full
 * stop and body. The key is the secret as a text, its prefix included (Stripe, Verify webhook signatures manually).
 */
export function signStripe(
  secrets: readonly string[],
  { timestampSeconds, body }: { readonly timestampSeconds: number; readonly body: string },
): string {
  const content = `${timestampSeconds}.${body}`
  const signatures = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(content).digest('hex')}`)
  return [`t=${timestampSeconds}`, ...signatures].join(',')
}
