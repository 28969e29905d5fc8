import { proxyActivities } from '@temporalio/workflow'
import type { TextbookActivities } from './activities.js'

const { postWebhook } = proxyActivities<TextbookActivities>({ startToCloseTimeout: '30s' })

/** Webhook delivery as every tutorial has it: a workflow for each, a regular activity, Temporal's own retries. */
export async function deliverByTheBook(delivery: { url: string; id: string; body: string }): Promise<void> {
  await postWebhook(delivery)
}

/** What a workflow costs that does nothing. */
export async function doNothing(): Promise<void> {
  // nothing
}
