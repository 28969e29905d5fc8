import { PublishEvent, type PublishedEvent } from '../../contract/events.js'
import { memberSpans } from '../../domain/event-span.js'
import type { ApiDeps, Caller } from '../deps.js'
import { Problem } from '../problem.js'
import { invalidMember, parseJson, validate } from '../validate.js'

type PublishDeps = Pick<ApiDeps, 'publish' | 'limits'>

/** Publishes the event a JSON text describes. Throws a Problem for what the publisher should know. */
export function publishText(deps: PublishDeps, caller: Caller, text: string): Promise<PublishedEvent> {
  if (Buffer.byteLength(text) > deps.limits.bodyBytes)
    throw new Problem('payload_too_large', { detail: `the limit is ${String(deps.limits.bodyBytes)} bytes an event` })
  return publishParsed(deps, caller, { text, event: validate(PublishEvent, parseJson(text)) })
}

/** The same for a text that has been validated already. */
export async function publishParsed(
  { publish }: PublishDeps,
  caller: Caller,
  { text, event }: { text: string; event: PublishEvent },
): Promise<PublishedEvent> {
  const members = memberSpans(text)
  if (!members.ok) throw invalidMember(members.pointer, members.reason)
  const data = members.spans.get('data')
  if (!data) throw invalidMember('/data', 'is required')
  const answer = await publish({
    accountId: event.account ?? caller.accountId,
    within: caller.accountId,
    environment: caller.environment,
    event,
    dataText: text.slice(data.start, data.end),
  })
  if (answer.kind === 'unknown-account') throw invalidMember('/account', 'no such account, or this key may not publish for it')
  if (answer.kind === 'conflict')
    throw new Problem('event_id_conflict', {
      detail: `an event with the id ${event.id ?? ''} and another body was published before: use a new id`,
    })
  return { ...answer.published, notifications: [...answer.published.notifications] }
}
