import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import { CancellationScope, ParentClosePolicy, startChild } from '@temporalio/workflow'
import type { Decision, DeliverInput, Labels } from '../domain/deliver-types.js'
import { summaryOf } from '../domain/labels.js'
import { keywordPairs } from './search-attributes.js'

/** Moves one notification of a set into a workflow of its own, which continues its attempt count and schedule. */
export async function continueAlone(
  notification: string,
  decision: Exclude<Decision, { kind: 'released' }>,
  labels: Labels,
): Promise<void> {
  const input: DeliverInput = {
    notifications: [{ id: notification, from: decision.number, firstDelayMs: decision.kind === 'retry' ? decision.delayMs : 0 }],
  }
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
