import { fileURLToPath } from 'node:url'
import { Client, Connection } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { nowMs } from '../clock.js'
import { paymentBody } from '../load/payment.js'
import { serve } from '../peer.js'
import { createTextbookActivities } from './activities.js'
import type { deliverByTheBook, doNothing } from './workflows.js'

export interface TextbookPlace {
  readonly address: string
  readonly namespace: string
  readonly receiverUrl: string
}

export interface TextbookPlan {
  readonly prefix: string
  readonly workflows: number
  /** Workflow starts under way at a time. */
  readonly publishers: number
}

export interface TextbookRun {
  readonly startedAt: number
  readonly endedAt: number
  readonly sentAt: Float64Array
}

const taskQueue = 'textbook'

/** A worker with the SDK's defaults, and a client with a connection of its own: no eager start. */
async function openTextbook({ address, namespace, receiverUrl }: TextbookPlace) {
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    namespace,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    activities: createTextbookActivities(receiverUrl),
  })
  void worker.run()
  const client = new Client({ connection: await Connection.connect({ address }), namespace })
  return { workflow: client.workflow, url: `${receiverUrl}/ok/textbook` }
}

function createCommands() {
  let opened: Awaited<ReturnType<typeof openTextbook>> | undefined
  const textbook = (): NonNullable<typeof opened> => {
    if (opened === undefined) throw new Error('not opened')
    return opened
  }
  return {
    open: async (place: TextbookPlace): Promise<void> => {
      opened = await openTextbook(place)
    },
    /** Starts the workflows and returns when all have been started: the receiver tells when they have been delivered. */
    deliver: (plan: TextbookPlan): Promise<TextbookRun> =>
      runAll(plan, async (id) => {
        const body = paymentBody({ id, type: 'bench.textbook' })
        await textbook().workflow.start<typeof deliverByTheBook>('deliverByTheBook', {
          taskQueue,
          workflowId: id,
          args: [{ url: textbook().url, id, body }],
        })
      }),
    /** Runs the empty workflow to its end, so many times. */
    doNothing: (plan: TextbookPlan): Promise<TextbookRun> =>
      runAll(plan, (id) => textbook().workflow.execute<typeof doNothing>('doNothing', { taskQueue, workflowId: id })),
  }
}

async function runAll({ prefix, workflows, publishers }: TextbookPlan, run: (id: string) => Promise<void>): Promise<TextbookRun> {
  const sentAt = new Float64Array(workflows)
  const startedAt = nowMs()
  let next = 0
  const publisher = async (): Promise<void> => {
    while (next < workflows) {
      const index = next++
      sentAt[index] = nowMs()
      await run(`${prefix}_${index}`)
    }
  }
  await Promise.all(Array.from({ length: publishers }, publisher))
  return { startedAt, endedAt: nowMs(), sentAt }
}

export type TextbookCommands = ReturnType<typeof createCommands>

serve(createCommands())
