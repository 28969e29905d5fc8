import type { BatchResult } from '../../contract/events.js'
import { arrayItemSpans, memberSpans } from '../../domain/event-span.js'
import type { ApiDeps, Handler } from '../deps.js'
import { toProblemDetails } from '../problem.js'
import { toProblem } from '../problem-handler.js'
import { invalidMember } from '../validate.js'
import { publishText } from './publish-one.js'

type Item = { readonly ok: true; readonly result: BatchResult['results'][number] } | { readonly ok: false; readonly error: unknown }

/** Each item gets its own result: one that is refused never stops its neighbours. Fails as a whole only when nothing could be stored. */
export const publishBatch =
  (deps: ApiDeps): Handler<'publishBatch'> =>
  async ({ rawBody, caller }) => {
    const items = await Promise.all(eventTexts(rawBody).map((text) => publishItem(() => publishText(deps, caller, text))))
    const faults = items.filter((item) => !item.ok)
    if (faults[0] && faults.length === items.length && toProblem(faults[0].error).code === 'database_unavailable') throw faults[0].error
    return { results: items.map((item) => (item.ok ? item.result : toFailure(item.error))) }
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

async function publishItem(publish: () => Promise<NonNullable<BatchResult['results'][number]['event']>>): Promise<Item> {
  try {
    return { ok: true, result: { status: 202, event: await publish() } }
  } catch (error) {
    return { ok: false, error }
  }
}

function toFailure(error: unknown): BatchResult['results'][number] {
  const problem = toProblemDetails(toProblem(error))
  return { status: problem.status, problem }
}
