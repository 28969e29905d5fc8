import { anzMembers } from './anz-payto-members.js'
import { type AnzMessage, anzMessages } from './anz-payto-messages.js'
import { type AnzResource, derivedMember } from './anz-payto-derived.js'
import { type JsonText, membersOf, objectText, withObjects } from './json-text.js'
import { messageUuid } from './message-uuid.js'
import { type Rendered, resourceOf, type StyledEvent } from './styled-event.js'

type Headers = Rendered['headers']

/**
 * The payload that ANZ signs and encrypts into `secured_payload`, which is what `signing` is for, with the headers of its webhook (S4-16, S4-18).
 * Without a body for a type ANZ has no message for.
 */
export function renderAnzPayto(event: StyledEvent): { body?: string; headers: Headers } {
  const message = anzMessages.get(event.type)
  const given = anzMembers(membersOf(resourceOf(event)))
  const headers = headersOf(event, given.get('request_key'))
  return message ? { body: bodyOf(event.createdAt, message, { given, change: message.change }), headers } : { headers }
}

function bodyOf(createdAt: string, { members, decided }: AnzMessage, resource: AnzResource): JsonText {
  const ours = new Map(Object.entries({ creation_date_time: createdAt, ...decided }))
  return objectText(
    members.map((name) => {
      const code = ours.get(name)
      return [name, code === undefined ? memberOf(resource, name) : JSON.stringify(code)]
    }),
  )
}

function memberOf(resource: AnzResource, name: string): JsonText | undefined {
  const value = resource.given.get(name) ?? derivedMember(resource, name)
  return value === undefined ? undefined : withObjects(value, anzMembers)
}

/** `X-RequestKey` and `X-Correlation-Id` echo what the receiver once sent; what no header can carry is left out. */
function headersOf({ notificationId, type, priority, correlationId }: StyledEvent, requestKey: JsonText | undefined): Headers {
  const echoes = { 'x-requestkey': textOf(requestKey), 'x-correlation-id': correlationId }
  // ANZ sends queries unattended only.
  const attended = priority === 'attended' && type !== 'mandate_query.received'
  return {
    'x-message-id': messageUuid(notificationId),
    priority: attended ? 'ATTENDED' : 'UNATTENDED',
    ...Object.fromEntries(Object.entries(echoes).filter((echo): echo is [string, string] => isHeaderValue(echo[1]))),
  }
}

const textOf = (json: JsonText | undefined): string | undefined => (json?.startsWith('"') ? String(JSON.parse(json)) : undefined)
const isHeaderValue = (value: string | undefined): boolean => value !== undefined && /^[!-~]([ -~]*[!-~])?$/.test(value)
