import { z } from 'zod'
import { Cursor, Id, Instant, Limit, pageOf } from './common.js'
import { ClientCertificate, ClientCertificateRequest } from './client-certificates.js'
import { Confirmation } from './confirmation.js'
import { EndpointCheck } from './endpoint-checks.js'
import { defaultProfile, endpointProfile } from './endpoint-profile.js'
import { narrowing, Scope } from './narrowing.js'
import { Auth, ReceiverHeaders, SetAuth } from './receiver-auth.js'
import { ReceiverTls } from './receiver-tls.js'
import { Schedule } from './schedules.js'
import { Signing } from './signing.js'

export const EventTypePattern = z
  .string()
  .max(128)
  .regex(
    /^(\*|[a-z0-9_]+(\.[a-z0-9_]+)*\.\*|[a-z0-9_]+(\.[a-z0-9_]+)+)$/,
    '"*", a prefix such as "payment.*", or a type such as "payment.settled"',
  )

const longestWait = 259_200
/** Whether events of one resource wait for each other (docs/order.md). */
export const Ordering = z
  .strictObject({
    waitSeconds: z
      .int()
      .min(1)
      .max(longestWait)
      .default(3_600)
      .describe('An event waits for an earlier one so long after that was published'),
  })
  .nullable()
  .meta({ id: 'Ordering', description: 'Events of one resource one after the other; null: as they come' })

export const StyleName = z.enum(['native', 'unipay', 'ipayout', 'anz-payto', 'paynet', 'adyen'])
/** Names and body of what the receiver gets (docs/styles.md). */
export const Style = z
  .discriminatedUnion('name', [
    z.strictObject({ name: z.literal('native'), thin: z.boolean().optional().describe('Without `data.object`') }),
    z.strictObject({ name: StyleName.exclude(['native']) }),
  ])
  .meta({ id: 'Style', description: 'Names and body of what the receiver gets: our own, or those of a platform whose sender is replaced' })

const Deadline = z
  .int()
  .min(1)
  .max(90 * 86_400)
  .nullable()
  .describe('Seconds after its event was accepted in which a notification may be attempted; null: as long as the schedule says')

const MaxConcurrency = z
  .int()
  .min(1)
  .max(1_000)
  .nullable()
  .describe('Most requests the receiver has to answer at a time, over all nodes; fewer while it is overloaded; null: 10 from each node')

/** Never exceeded, as the receiver counts. */
export const RateLimit = z
  .strictObject({ requests: z.int().min(1).max(10_000), per: z.enum(['second', 'minute']) })
  .nullable()
  .meta({ id: 'RateLimit', description: 'Most requests the receiver gets in any second, or in any minute; null: no limit' })

const url = z.string().min(1).max(2048)
/** `whsec_` and 24 to 64 bytes in base64 (Standard Webhooks), or the bytes in hexadecimal digits, as Adyen has its keys. */
export const Secret = z
  .string()
  .regex(
    /^(whsec_[A-Za-z0-9+/]+={0,2}|([0-9A-Fa-f]{2}){24,64})$/,
    '"whsec_" and 24 to 64 bytes in base64, or these bytes as hexadecimal digits',
  )

export const ActivationCheck = z
  .enum(['required', 'report', 'none'])
  .describe(
    'The check of the endpoint before it is activated. required: whatever fails refuses; report: URL, DNS, address policy and enforced registration refuse, the rest is told in the answer; none. The operator sets the default, usually report',
  )
export type ActivationCheck = z.infer<typeof ActivationCheck>

/** Why it is done. */
export const SteerSubscription = z
  .strictObject({ reason: z.string().max(500).optional().describe('Shown with the subscription; instead of the header posthorn-reason') })
  .optional()
export const ActivateSubscription = z.strictObject({ check: ActivationCheck.optional() }).optional()

export const CreateSubscription = z
  .strictObject({
    account: z.string().max(64).optional().describe("Defaults to the key's account; that of the attachment, if there is one"),
    attachment: Id.optional().describe('Makes it the webhook of a product in a project: it gets events of that project and product alone'),
    url,
    eventTypes: z.array(EventTypePattern).min(1).max(200),
    scope: Scope.default('self'),
    accounts: narrowing.accounts.default(null),
    origins: narrowing.origins.default(null),
    project: narrowing.project.default(null),
    filter: narrowing.filter.default(null),
    ...defaultProfile,
    description: z.string().max(500).default(''),
    schedule: Schedule.default({ name: 'payments-72h' }),
    style: Style.default({ name: 'native' }),
    confirmation: Confirmation.optional().describe('http-2xx when it is left out, or with signing.jwtBody set-push-202'),
    signing: Signing.prefault({}),
    headers: ReceiverHeaders.default({}),
    auth: SetAuth.default({ kind: 'none' }),
    tls: ReceiverTls.prefault({}),
    ordering: Ordering.default(null),
    timeoutMs: z.int().min(1000).max(30_000).default(10_000),
    deadlineSeconds: Deadline.default(null),
    maxConcurrency: MaxConcurrency.default(null),
    rateLimit: RateLimit.default(null),
    secret: Secret.optional().describe('Generated when absent; returned once'),
    activate: z.boolean().default(false),
    check: ActivationCheck.optional(),
  })
  .meta({ id: 'CreateSubscription' })
export type CreateSubscription = z.infer<typeof CreateSubscription>

export const UpdateSubscription = z
  .strictObject({
    url: url.optional(),
    eventTypes: z.array(EventTypePattern).min(1).max(200).optional(),
    scope: Scope.optional(),
    accounts: narrowing.accounts.optional(),
    origins: narrowing.origins.optional(),
    project: narrowing.project.optional(),
    filter: narrowing.filter.optional(),
    fqdn: endpointProfile.fqdn.optional(),
    ipAddresses: endpointProfile.ipAddresses.optional(),
    pinMode: endpointProfile.pinMode.optional(),
    contact: endpointProfile.contact.optional(),
    technicalNotes: endpointProfile.technicalNotes.optional(),
    description: z.string().max(500).optional(),
    schedule: Schedule.optional(),
    style: Style.optional(),
    confirmation: Confirmation.optional(),
    signing: Signing.optional(),
    headers: ReceiverHeaders.optional(),
    auth: SetAuth.optional(),
    tls: ReceiverTls.optional(),
    ordering: Ordering.optional(),
    timeoutMs: z.int().min(1000).max(30_000).optional(),
    deadlineSeconds: Deadline.optional(),
    maxConcurrency: MaxConcurrency.optional(),
    rateLimit: RateLimit.optional(),
  })
  .meta({ id: 'UpdateSubscription' })
export type UpdateSubscription = z.infer<typeof UpdateSubscription>

export const SubscriptionState = z.enum(['created', 'active', 'paused', 'disabled', 'draining'])
/** Who or what a change was made by. */
export const ChangedBy = z.object({ kind: z.enum(['key', 'node', 'operator']), id: z.string() })
/** How a subscription came into its state. */
export const StateReason = z.object({
  code: z
    .enum(['requested', 'receiver_gone', 'failing_too_long'])
    .describe('Somebody asked for it; the receiver answered 410; it confirmed nothing for days'),
  text: z.string().optional().describe('In the words of whoever did it'),
  by: ChangedBy,
})

export const Subscription = z
  .object({
    id: z.string(),
    account: z.string(),
    attachment: z.string().nullable().describe('The product in a project whose webhook it is'),
    environment: z.enum(['test', 'live']).describe('That of the key which made it: it gets no events of the other'),
    url: z.string().describe('In lists without path and query, which are secrets'),
    eventTypes: z.array(z.string()),
    scope: Scope,
    ...narrowing,
    ...endpointProfile,
    description: z.string(),
    schedule: Schedule,
    timetable: z
      .array(z.number())
      .describe('Seconds after the first attempt at which each attempt is due: without jitter, and without the time the attempts take'),
    style: Style,
    confirmation: Confirmation,
    signing: Signing,
    headers: ReceiverHeaders,
    auth: Auth,
    tls: ReceiverTls,
    clientCertificate: ClientCertificate.nullable(),
    clientCertificateRequest: ClientCertificateRequest.nullable(),
    ordering: Ordering,
    timeoutMs: z.int(),
    deadlineSeconds: Deadline,
    maxConcurrency: MaxConcurrency,
    rateLimit: RateLimit,
    state: SubscriptionState,
    stateChangedAt: Instant,
    stateReason: StateReason.nullable().describe('Null when it was not kept yet'),
    failingSince: Instant.nullable().describe(
      'Since when it has confirmed nothing although it was asked to: what it is owed is held until it confirms again; null while it works',
    ),
    nextProbeAt: Instant.nullable().describe('When it is tried next, while it is failing; null: at once, or it is not failing'),
    version: z.int().describe('The ETag; send it as If-Match when you change the subscription'),
    secrets: z.array(z.object({ id: z.string(), createdAt: Instant, expiresAt: Instant.nullable() })),
    encryptionKeyExpiresAt: Instant.nullable().describe('When the certificate ends to which payloads are encrypted'),
    warnings: z.array(z.string()),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Subscription' })
export type Subscription = z.infer<typeof Subscription>

export const SubscriptionWithSecret = Subscription.extend({ secret: z.string().describe('Shown once') }).meta({
  id: 'SubscriptionWithSecret',
})
export type SubscriptionWithSecret = z.infer<typeof SubscriptionWithSecret>

const check = EndpointCheck.nullable().describe('Null when none was made')
export const ActivatedSubscription = Subscription.extend({ check }).meta({ id: 'ActivatedSubscription' })
export type ActivatedSubscription = z.infer<typeof ActivatedSubscription>
export const CreatedSubscription = SubscriptionWithSecret.extend({
  check,
  changeRequest: z
    .string()
    .nullable()
    .describe('The change request that activates it, where that needs four eyes; it is not active until then'),
}).meta({ id: 'CreatedSubscription' })

export const RotateSecret = z
  .strictObject({
    secret: Secret.optional(),
    overlapSeconds: z
      .int()
      .min(0)
      .max(7 * 86_400)
      .default(86_400)
      .describe('How long the old secret goes on signing too'),
  })
  .meta({ id: 'RotateSecret' })
export const SubscriptionPage = pageOf(Subscription).meta({ id: 'SubscriptionPage' })
export const SubscriptionQuery = z.strictObject({
  limit: Limit,
  cursor: Cursor,
  account: z.string().max(64).optional(),
  attachment: Id.optional(),
  state: SubscriptionState.optional(),
})
