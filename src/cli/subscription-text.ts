import type { Subscription, SubscriptionPage, SubscriptionWithSecret } from '../contract/subscriptions.js'
import type { z } from 'zod'
import type { Desk } from './cli.js'
import { toCapsText } from './cap-options.js'
import { toConfirmationText } from './confirmation-option.js'
import { toAuthText } from './auth-options.js'
import { toPageText } from './page.js'
import { toOrderingText } from './ordering-option.js'
import { toProfileFields } from './profile-options.js'
import { toScheduleText } from './schedule-option.js'
import { toSigningText } from './signing-option.js'
import { toStyleText } from './style-option.js'
import { toRecord } from './table.js'
import { toCertificateText, toTlsText } from './tls-options.js'
import { toDistance, toMoment, toSpanText } from './times.js'
import { subscriptionTones } from './tones.js'

export const toSubscriptionsText =
  (desk: Desk) =>
  (page: z.infer<typeof SubscriptionPage>): string =>
    toPageText(desk, page, {
      nothing: 'No subscriptions. Create one: posthorn subscriptions create --help',
      columns: [
        { title: 'id', cell: (row) => row.id },
        { title: 'state', cell: (row) => row.state, tone: (row) => subscriptionTones[row.state] },
        { title: 'url', cell: (row) => row.url },
        { title: 'event types', cell: (row) => row.eventTypes.join(', ') },
        { title: 'schedule', cell: (row) => toScheduleText(row.schedule) },
        { title: 'created', cell: (row) => toDistance(row.createdAt, desk.now()) },
      ],
    })

export const toSubscriptionText =
  (desk: Desk) =>
  (subscription: Subscription): string => {
    const record = toRecord(fieldsOf(desk, subscription))
    // whoever reads on should not miss it
    return subscription.tls.acceptSelfSigned
      ? `${record}\n${desk.paint('bad', 'Accepts self-signed certificates: for tests only')}`
      : record
  }

const fieldsOf = (desk: Desk, subscription: Subscription): Parameters<typeof toRecord>[0] => [
  ['Subscription', subscription.id],
  ['State', toStateText(subscription)],
  ['Since', toMoment(subscription.stateChangedAt, desk.now())],
  ['Failing since', toMoment(subscription.failingSince, desk.now())],
  ['Next probe', toMoment(subscription.nextProbeAt, desk.now())],
  ['By', subscription.stateReason && `${subscription.stateReason.by.kind} ${subscription.stateReason.by.id}`],
  ['URL', subscription.url],
  ['Event types', subscription.eventTypes.join(', ')],
  ...narrowingOf(subscription),
  ...toProfileFields(subscription),
  ['Environment', subscription.environment],
  ['Description', subscription.description],
  ['Account', subscription.account],
  ['Attachment', subscription.attachment],
  ['Schedule', toScheduleText(subscription.schedule)],
  ['Attempts', toTimetableText(subscription.timetable)],
  ['Style', toStyleText(subscription.style)],
  ['Confirmation', toConfirmationText(subscription.confirmation)],
  ['Signing', toSigningText(subscription.signing)],
  ['Encryption key ends', toMoment(subscription.encryptionKeyExpiresAt, desk.now())],
  ['Authentication', toAuthText(subscription.auth, (instant) => toMoment(instant, desk.now()))],
  ['TLS', toTlsText(subscription.tls)],
  ['Client certificate', toCertificateText(subscription, (instant) => toMoment(instant, desk.now()) ?? '')],
  ['Headers', Object.keys(subscription.headers).join(', ')],
  ['Order', toOrderingText(subscription.ordering)],
  ['Deadline', subscription.deadlineSeconds && `${toSpanText(subscription.deadlineSeconds)} after the event`],
  ['At most', toCapsText(subscription)],
  ['Timeout', `${subscription.timeoutMs} ms`],
  ['Version', subscription.version],
  [
    'Secrets',
    subscription.secrets
      .map(({ id, expiresAt }) => (expiresAt === null ? id : `${id} (until ${toMoment(expiresAt, desk.now()) ?? ''})`))
      .join(', '),
  ],
  ['Created', toMoment(subscription.createdAt, desk.now())],
  ['Changed', toMoment(subscription.updatedAt, desk.now())],
  ...subscription.warnings.map((warning) => ['Warning', warning] as const),
]

const toStateText = ({ state, stateReason }: Subscription): string =>
  stateReason?.text === undefined ? state : `${state}: ${stateReason.text}`

const narrowingOf = (subscription: Subscription) =>
  [
    ['Origins', subscription.origins?.join(', ') ?? null],
    ['Project', subscription.project],
    ['Filter', subscription.filter && JSON.stringify(subscription.filter)],
    ['Scope', subscription.scope],
    ['Included', subscription.accounts?.include?.join(', ') ?? null],
    ['Excluded', subscription.accounts?.exclude?.join(', ') ?? null],
  ] as const

export const toSubscriptionWithSecretText =
  (desk: Desk) =>
  (subscription: SubscriptionWithSecret): string =>
    [
      `${toSubscriptionText(desk)(subscription)}\n`,
      `${desk.paint('bold', 'Signing secret')}, shown once: keep it`,
      subscription.secret,
      ...(subscription.style.name === 'adyen' ? [desk.paint('bold', 'The same as an HMAC key'), toHmacKey(subscription.secret)] : []),
    ].join('\n')

/** As Adyen shows its keys. */
const toHmacKey = (secret: string): string =>
  Buffer.from(secret.slice(secret.indexOf('_') + 1), 'base64')
    .toString('hex')
    .toUpperCase()

/** "18, after 0 s, 10 s, …, 2 d 23 h". */
function toTimetableText(timetable: Subscription['timetable']): string {
  const shown = timetable.length > 8 ? [...timetable.slice(0, 6), undefined, ...timetable.slice(-1)] : timetable
  return `${String(timetable.length)}, after ${shown.map((after) => (after === undefined ? '…' : toSpanText(after))).join(', ')}`
}
