import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import { CancellationScope, ParentClosePolicy, startChild } from '@temporalio/workflow'
import type { Asked, Decision, DeliverInput, Labels, Member } from '../domain/deliver-types.js'
import { summaryOf } from '../domain/labels.js'
import { keywordPairs } from './search-attributes.js'

type Leaving = Extract<Decision, { alone?: Labels }>

/**
 * Moves one notification of a set into a workflow of its own, which continues its attempt count and schedule, and
 * does what is still asked for.
 */
export async function continueAlone(
  notification: string,
  decision: Leaving,
  { labels, asked }: { labels: Labels; asked: Asked },
): Promise<void> {
  const input: DeliverInput = { notifications: [toMember(notification, decision, asked)] }
  try {
    await CancellationScope.nonCancellable(() =>
      startChild('deliver', {
        workflowId: notification,
        args: [input],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: summaryOf(labels),
        typedSearchAttributes: keywordPairs(labels),
      }),
    )
  } catch (error) {
    // It already has a workflow of its own, which reads the same row: nothing is lost.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
}

function toMember(id: string, decision: Leaving, asked: Asked): Member {
  const { number: from, note } = decision
  const firstDelayMs = decision.kind === 'retry' ? decision.delayMs : 0
  return { id, from, firstDelayMs, note, ...(Object.keys(asked).length > 0 && { asked }) }
}
