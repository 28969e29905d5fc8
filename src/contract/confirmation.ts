import { z } from 'zod'

export const ConfirmationPreset = z.enum([
  'http-2xx',
  'http-200',
  'set-push-202',
  'obie-202-echo',
  'adyen-accepted',
  'ok-text',
  'unipay-notification-id',
  'json-success-true',
  'anz-rcvd',
])

/** No white space at its ends: that of the body does not count. Of braces in pairs it has those of templates alone. */
const Expected = z
  .string()
  .max(256)
  .regex(/^\S(.*\S)?$/s, 'must not be empty, nor begin or end with white space')
  .regex(/^(?:[^{]|\{(?!\{)|\{\{(?:webhookId|correlationId)\}\})*$/, 'knows the templates {{webhookId}} and {{correlationId}} only')

const JsonPath = z
  .string()
  .max(200)
  .regex(
    /^\$(?:\.[^.[\]'"\s]+|\['[^'\\]+'\]|\[\d{1,5}\]){1,16}$/,
    "members and places in arrays, such as $.notificationId or $.items[0]['reply id']",
  )

const BodyRule = z
  .discriminatedUnion('rule', [
    z.strictObject({ rule: z.literal('none') }),
    z.strictObject({ rule: z.enum(['equals', 'contains', 'startsWith', 'endsWith']), text: Expected }),
    z.strictObject({
      rule: z.literal('jsonPath'),
      path: JsonPath,
      equals: z
        .union([Expected, z.int(), z.boolean()])
        .describe('Texts and numbers are compared as they are spelled: "7" and 7 are the same'),
      optional: z.boolean().optional().describe('Also confirmed when the body has nothing at this path'),
    }),
  ])
  .meta({ id: 'BodyRule', description: 'White space around the body, and a byte order mark, do not count' })

/** Those that the request has anyway, or that belong to the connection. */
const taken =
  /^(?:webhook-|proxy-|content-|accept|host$|connection$|expect$|keep-alive$|te$|trailer$|transfer-encoding$|upgrade$|user-agent$|authorization$|cookie$|date$|set-cookie$)/

const HeaderRule = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9-]{1,64}$/, 'the name of a header in lower case')
      .refine((name) => !taken.test(name), 'is a header that has its own meaning in every request or answer'),
    value: Expected.regex(/^[ -~]*$/, 'must be printable ASCII'),
  })
  .meta({ id: 'HeaderRule', description: 'A header that every request carries and the answer has to bring back' })

export const Confirmation = z
  .discriminatedUnion('name', [
    z.strictObject({ name: ConfirmationPreset }),
    z.strictObject({
      name: z.literal('custom'),
      status: z
        .array(z.string().regex(/^2\d\d(-2\d\d)?$/, 'a status such as "202", or a range such as "200-299": nothing but a 2xx confirms'))
        .min(1)
        .max(10),
      body: BodyRule.optional(),
      header: HeaderRule.optional(),
    }),
  ])
  .meta({ id: 'Confirmation', description: 'What the receiver has to answer for a notification to count as delivered' })
