import { PublishEvent, type PublishedEvent } from '../../contract/events.js'
import { memberSpans } from '../../domain/event-span.js'
import type { Recipient } from '../../engine/event-row.js'
import type { GuardedRequest } from '../card-guard.js'
import type { Caller } from '../caller.js'
import type { ApiDeps } from '../deps.js'
import { type FieldError, Problem } from '../problem.js'
import { requireOwnProject } from '../require-own-project.js'
import { invalidMember, parseJson, validate } from '../validate.js'

/** An event as its publisher wrote it. */
export interface WrittenEvent {
  readonly text: string
  readonly event: PublishEvent
}

/** Throws a Problem when the text is no event, or longer than one may be. */
export function parseEvent(text: string, { bodyBytes }: ApiDeps['limits']): WrittenEvent {
  if (Buffer.byteLength(text) > bodyBytes)
    throw new Problem('payload_too_large', { detail: `the limit is ${String(bodyBytes)} bytes an event` })
  return { text, event: validate(PublishEvent, parseJson(text)) }
}

/** Who publishes an event, and who alone is to get it, if anybody. */
export interface PublishRequest extends GuardedRequest {
  readonly to?: Recipient | undefined
}

/** Publishes one event, its data byte for byte. Throws a Problem for what the publisher should know. */
export async function publishOne(
  { publish, guardCardData, checkData }: Pick<ApiDeps, 'publish' | 'guardCardData' | 'checkData'>,
  request: PublishRequest,
  { text, event: written }: WrittenEvent,
): Promise<PublishedEvent> {
  const event = inOwnProject(written, request.caller)
  const members = memberSpans(text)
  if (!members.ok) throw invalidMember(members.pointer, members.reason)
  const data = members.spans.get('data')
  if (!data) throw invalidMember('/data', 'is required')
  const cardData = guardCardData(text, request)
  let checked = checkData.inCatalogue(event)
  if (checked.refusal) throw checked.refusal
  const { caller, to } = request
  const answer = await publish({
    to,
    accountId: event.account ?? caller.accountId,
    within: caller.accountId,
    project: caller.project,
    environment: caller.environment,
    event,
    dataText: text.slice(data.start, data.end),
    data: event.data,
    refuseOwn: async (versions) => {
      checked = await checkData.ofAccount(event, versions)
      return checked.refusal
    },
  })
  if (answer.kind === 'unknown-account') throw invalidMember('/account', 'no such account, or this key may not publish for it')
  if (answer.kind === 'conflict') {
    throw new Problem('event_id_conflict', {
      detail: `an event with the id ${event.id ?? ''} and another body was published before: use a new id`,
    })
  }
  const { notifications, ...published } = answer.published
  return { ...published, notifications: [...notifications], ...toWarnings([...cardData, ...checked.faults]) }
}

/** A key of a project publishes into it, for its account alone. */
function inOwnProject(event: PublishEvent, caller: Caller): PublishEvent {
  if (caller.project === null) return event
  if (event.account !== undefined && event.account !== caller.accountId)
    throw invalidMember('/account', `this key is bound to ${caller.project}: leave it out`)
  return { ...event, project: requireOwnProject(event.project, caller) }
}

const toWarnings = (warnings: FieldError[]) => (warnings.length > 0 ? { warnings } : {})
