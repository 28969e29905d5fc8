import { z } from 'zod'
import { Instant } from './common.js'

const attribute = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]+$/u, 'without control characters')
    .optional()

export const RequestClientCertificate = z
  .strictObject({
    keyType: z
      .enum(['EC-P256', 'RSA-2048', 'RSA-3072'])
      .default('EC-P256')
      .describe('Of the private key, which is made here and never leaves'),
    subject: z
      .strictObject({
        commonName: attribute(64).describe('Defaults to the id of the subscription'),
        organization: attribute(64),
        organizationalUnit: attribute(64),
        locality: attribute(128),
        state: attribute(128),
        country: z
          .string()
          .regex(/^[A-Z]{2}$/, 'two capital letters, such as MY')
          .optional(),
      })
      .default({})
      .describe('What the authority wants to read in the request; it may write something else into the certificate'),
  })
  .meta({ id: 'RequestClientCertificate' })

export const InstallClientCertificate = z
  .strictObject({
    chain: z.string().min(1).max(65_536).describe('In PEM: the certificate, then those of its issuers in order'),
  })
  .meta({ id: 'InstallClientCertificate' })

/** What a receiver is shown that asks who calls. */
export const ClientCertificate = z
  .object({
    subject: z.string(),
    issuer: z.string(),
    serialNumber: z.string(),
    fingerprint: z.string().describe('SHA-256 of the certificate, in hex'),
    validFrom: Instant,
    expiresAt: Instant,
    chain: z.string().describe('In PEM'),
    installedAt: Instant,
  })
  .meta({ id: 'ClientCertificate', description: 'What a receiver is shown that asks who calls (mutual TLS)' })

export const ClientCertificateRequest = z
  .object({
    csr: z.string().describe('PKCS #10 in PEM: for the authority that the receiver believes'),
    keyType: z.string(),
    subject: z.object({
      commonName: z.string(),
      organization: z.string().optional(),
      organizationalUnit: z.string().optional(),
      locality: z.string().optional(),
      state: z.string().optional(),
      country: z.string().optional(),
    }),
    requestedAt: Instant,
  })
  .meta({ id: 'ClientCertificateRequest', description: 'Waits for its certificate; the active one stays active until then' })
