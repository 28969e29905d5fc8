import { z } from 'zod'
import { Instant } from './common.js'

export const CheckedStep = z.enum(['url', 'dns', 'address', 'registered', 'tcp', 'tls', 'ping', 'answer', 'confirmation'])

/** What was seen on the way to an endpoint, step by step. */
export const EndpointCheck = z
  .object({
    status: z.enum(['ok', 'warning', 'failed']).describe('The worst of the steps'),
    checkedAt: Instant,
    steps: z.array(
      z.object({
        step: CheckedStep,
        status: z.enum(['ok', 'warning', 'failed', 'skipped']),
        seen: z.string(),
        durationMs: z.number().nullable().describe('Null where no time was measured'),
        remedy: z.string().nullable().describe('What to do about it; null when there is nothing to do'),
      }),
    ),
    certificate: z.object({ expiresAt: Instant, daysLeft: z.int() }).nullable().describe('Null when none was seen'),
  })
  .meta({ id: 'EndpointCheck' })
export type EndpointCheck = z.infer<typeof EndpointCheck>
