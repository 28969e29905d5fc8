import { createHmac, timingSafeEqual } from 'node:crypto'

interface Signed {
  readonly header: string
  readonly secret: string
  readonly body: Buffer
  readonly nowSeconds: number
}

/** The steps of Stripe's «Verify webhook signatures manually», and the tolerance of its libraries. */
export function isSignedAsStripe({ header, secret, body, nowSeconds }: Signed): boolean {
  const elements = header.split(',').map((element) => element.split('='))
  const timestamp = elements.find(([prefix]) => prefix === 't')?.[1] ?? ''
  const signatures = elements.filter(([prefix]) => prefix === 'v1').map(([, signature = '']) => Buffer.from(signature))
  const expected = Buffer.from(createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex'))
  const found = signatures.some((signature) => signature.length === expected.length && timingSafeEqual(signature, expected))
  return found && nowSeconds - Number(timestamp) <= 300
}
