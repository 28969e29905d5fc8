import type { BatchResult, PublishedEvent } from '../../contract/events.js'
import { arrayItemSpans, memberSpans } from '../../domain/event-span.js'
import type { GuardedRequest } from '../card-guard.js'
import type { ApiDeps, Handler } from '../deps.js'
import { toProblemDetails } from '../problem.js'
import { toProblem } from '../problem-handler.js'
import { invalidMember } from '../validate.js'
import { parseEvent, publishOne } from './publish-one.js'

type Result = BatchResult['results'][number]

/** Each item gets its own result: one that is refused never stops its neighbours. Fails as a whole only when nothing could be stored. */
export const publishBatch =
  (deps: ApiDeps): Handler<'publishBatch'> =>
  async ({ rawBody, caller, context }) => {
    const items = await Promise.allSettled(publishInTurn(deps, { caller, context }, eventTexts(rawBody)))
    const faults = items.flatMap((item) => (item.status === 'rejected' ? [item.reason as unknown] : []))
    if (faults.length === items.length && toProblem(faults[0]).code === 'database_unavailable') throw faults[0]
    return {
      results: items.map((item) => (item.status === 'fulfilled' ? { status: 202, event: item.value } : toFailure(deps, item.reason))),
    }
  }

function eventTexts(rawBody: string): string[] {
  const members = memberSpans(rawBody, 'skipped')
  if (!members.ok) throw invalidMember(members.pointer, members.reason)
  const events = members.spans.get('events')
  if (!events) throw invalidMember('/events', 'is required')
  const items = arrayItemSpans(rawBody, events)
  if (!items.ok) throw invalidMember(`/events${items.pointer}`, items.reason)
  return items.spans.map(({ start, end }) => rawBody.slice(start, end))
}

/** Side by side, but for items of one id: the first of them is the event, the others are its repeats or conflicts. */
function publishInTurn(deps: ApiDeps, request: GuardedRequest, texts: readonly string[]): Promise<PublishedEvent>[] {
  const before = new Map<string, Promise<unknown>>()
  const publish = async (text: string): Promise<PublishedEvent> => {
    const written = parseEvent(text, deps.limits)
    const { id, account } = written.event
    if (id === undefined) return publishOne(deps, request, written)
    const key = `${account ?? ''} ${id}`
    const turn = (before.get(key) ?? Promise.resolve()).then(() => publishOne(deps, request, written))
    before.set(
      key,
      turn.catch(() => undefined),
    )
    return turn
  }
  return texts.map(publish)
}

function toFailure(deps: ApiDeps, error: unknown): Result {
  const problem = toProblem(error)
  if (problem.code === 'internal_error') deps.log.error({ err: error, operation: 'publishBatch' }, 'an item failed')
  const details = toProblemDetails(problem)
  return { status: details.status, problem: details }
}
