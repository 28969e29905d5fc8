import { z } from 'zod'

const pin = z
  .string()
  .regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, 'SHA-256 in base64: 43 characters and "="')
  .describe('SHA-256 of a public key (SubjectPublicKeyInfo) in base64')

/** How a receiver is verified over TLS (docs/tls.md). */
export const ReceiverTls = z
  .strictObject({
    authorities: z
      .string()
      .min(1)
      .max(65_536)
      .nullable()
      .default(null)
      .describe(
        'Certificates of authorities in PEM, at most 10, trusted for this receiver instead of the public ones; null: the public ones',
      ),
    pins: z
      .array(pin)
      .max(10)
      .default([])
      .describe(
        "Of keys, of which the one in the receiver's own certificate has to be one; none: any. Name the next key, too, before it is used",
      ),
    acceptSelfSigned: z
      .boolean()
      .default(false)
      .describe('Whoever issued the certificate is believed; its name and its dates still hold. In the environment test only'),
  })
  .meta({ id: 'ReceiverTls', description: 'How the receiver is verified over TLS; what is left out has its default' })
