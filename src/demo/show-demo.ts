import type { Client } from '../client/client.js'
import { demoEvents } from './demo-events.js'
import { type DemoState, readDemoState, writeDemoState } from './demo-state.js'
import { type ReceiverProcess, startReceiverProcess } from './receiver-process.js'
import type { Received } from './receiver.js'
import { type StoryDeps, tellStory } from './story.js'

export interface DemoDeps {
  readonly dataDir: string
  readonly signal: AbortSignal
  clientFor(apiKey: string): Client
  /** Makes the demo account and a key for it. */
  openAccount(): Promise<string>
  freePort(): Promise<number>
  readonly workflowUrl: (workflowId: string) => string
  readonly print: (line: string) => void
}

/**
 * The job itself, shown once: a demo account subscribes its receiver, a payment is delivered, and a chargeback whose
 * receiver fails at first is delivered again. On later starts only the receiver is started, because the subscription
 * is still there to be tried. Returns how to stop the receiver.
 */
export async function showDemo(deps: DemoDeps): Promise<ReceiverProcess> {
  const state = readDemoState(deps.dataDir) ?? (await subscribe(deps))
  const received: Received[] = []
  let isTold = state.done
  const receiver = await startReceiverProcess(state, (request) => {
    if (isTold) deps.print(toLine(request))
    else received.push(request)
  })
  if (isTold) return receiver
  try {
    await tellStories(state, { ...deps, client: deps.clientFor(state.apiKey), received })
    writeDemoState(deps.dataDir, { ...state, done: true })
    isTold = true
    return receiver
  } catch (error) {
    receiver.stop()
    throw error
  }
}

async function subscribe(deps: DemoDeps): Promise<DemoState> {
  const apiKey = await deps.openAccount()
  const port = await deps.freePort()
  const { id, secret } = await deps.clientFor(apiKey).createSubscription({
    url: `http://127.0.0.1:${port}/webhooks`,
    eventTypes: ['payment.*', 'chargeback.*'],
    description: 'Demo receiver',
    schedule: { name: 'custom', delaysSeconds: [3, 5, 10, 30] },
    activate: true,
  })
  const state = { apiKey, port, subscription: id, secret, done: false }
  writeDemoState(deps.dataDir, state)
  return state
}

async function tellStories(state: DemoState, deps: StoryDeps): Promise<void> {
  deps.print('The job itself, shown once (npm start -- --no-demo skips it)')
  deps.print(
    `  The account acc_demo subscribed http://127.0.0.1:${state.port}/webhooks, a process of its own, to payment.* and chargeback.*`,
  )
  for (const event of demoEvents()) await tellStory(event, deps)
  deps.print(`\n  Try it as this account: export POSTHORN_API_KEY=${state.apiKey}`)
  deps.print('  then for example: npx posthorn notifications list · npx posthorn notifications replay <id> · npx posthorn --help\n')
}

const toLine = ({ id, type, verified, answered }: Received): string =>
  `Demo receiver: ${type} ${id}, ${verified ? 'signature verified' : 'SIGNATURE WRONG'}, answered ${answered}`
