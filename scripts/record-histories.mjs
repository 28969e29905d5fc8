// npm run record-histories [-- name…]: records the behaviours of scripts/history-scenarios.mjs against a real Temporal
// dev server, with an activity that only answers, into test/histories. Without names: those that are missing. A
// history that has been released is never recorded again (docs/adr/0005-frozen-workflow.md).
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { activityInfo } from '@temporalio/activity'
import { historyFolder, readHistories, writeHistory } from './history-file.mjs'
import { scenarios } from './history-scenarios.mjs'
import { orFail, setUp } from './setup.mjs'

const codePath = fileURLToPath(new URL('../dist/workflow-bundle.js', import.meta.url))
const taskQueue = 'notifications'
const namespace = 'default'
const identity = 'recorder'

await orFail(setUp)
mkdirSync(historyFolder, { recursive: true })
const there = readHistories().map(({ name }) => name)
const asked = process.argv.slice(2)
const wanted = scenarios.filter(({ name }) => (asked.length > 0 ? asked.includes(name) : !there.includes(name)))
const server = await startServer()
try {
  for (const scenario of wanted) await record(scenario)
} finally {
  await server.stop()
}

/** The workflows beside `deliver`, by what a scenario of theirs answers. */
function kindsOf() {
  return [
    { answers: 'replayPage', activities: replayActivities, run: runReplay },
    { answers: 'removeExpired', activities: retentionActivities, run: runRetention },
    { answers: 'changeKeys', activities: keyActivities, run: runKeys },
    { answers: 'recoverTurn', activities: recoveryActivities, run: runRecovery },
  ]
}

async function startServer() {
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  const { readConfig } = await import('../dist/config.js')
  const { anyFreePort } = await import('../dist/embedded/ports.js')
  const { obtainTemporal } = await import('../dist/embedded/temporal-binary.js')
  const { searchAttributeNames } = await import('../dist/domain/labels.js')
  const read = readConfig({ ...process.env, TEMPORAL_ADDRESS: undefined })
  if (!read.ok) throw new Error(read.problems.join('; '))
  const bin = await obtainTemporal({ ...read.config.temporal, tell: (line) => console.log(line) })
  const port = await anyFreePort()
  const attributes = searchAttributeNames.flatMap((name) => ['--search-attribute', `${name}=Keyword`])
  const args = ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'never', ...attributes]
  const child = spawn(bin, args, { stdio: 'ignore' })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const connection = await eventually(() => NativeConnection.connect({ address: `127.0.0.1:${port}` }).catch(() => undefined))
  const client = new Client({ connection, namespace, identity })
  const stop = async () => {
    await connection.close()
    child.kill('SIGTERM')
    await exited
  }
  return { connection, client, stop }
}

async function record(scenario) {
  const counter = { pages: 0 }
  const kind = kindsOf().find(({ answers }) => scenario[answers]) ?? { activities: fakeActivities, run }
  const worker = await Worker.create({
    connection: server.connection,
    namespace,
    taskQueue,
    identity,
    workflowBundle: { codePath },
    activities: kind.activities(scenario, counter),
  })
  const { workflowId, history, status } = await worker.runUntil(() => kind.run(scenario, counter))
  if (status !== scenario.status) throw new Error(`${scenario.name} closed as ${status}, not as ${scenario.status}`)
  writeHistory(scenario.name, { workflowId, history })
  console.log(`${scenario.name}: ${history.events.length} events, ${status.toLowerCase()}`)
}

/** Counts the asks for each notification and answers them as the scenario says. */
function fakeActivities({ decide }) {
  const asked = new Map()
  return {
    async attemptDue({ asks }) {
      return asks.map((ask) => {
        const owner = activityInfo().workflowExecution.workflowId
        const key = `${owner} ${ask.notification}`
        asked.set(key, (asked.get(key) ?? 0) + 1)
        return decide(ask, asked.get(key), owner)
      })
    },
    async requestCancel() {
      const { workflowId, runId } = activityInfo().workflowExecution
      await server.client.workflow.getHandle(workflowId, runId).cancel()
    },
  }
}

async function run({ name, members = [`ntf_${name}`], steer, reset }) {
  const workflowId = members.length === 1 ? members[0] : `batch_${name}`
  const args = [{ notifications: members.map((id) => ({ id, from: 1, firstDelayMs: 0 })) }]
  const { workflow } = server.client
  let handle = await workflow.start('deliver', {
    taskQueue,
    workflowId,
    args,
    staticSummary: 'payment.settled → receiver.example (sub_demo)',
  })
  if (steer) {
    await eventually(async () =>
      (await handle.query('progress')).open.some(({ dueAt }) => dueAt !== null && Date.parse(dueAt) > Date.now()),
    )
    await steer(handle, { eventually, handleOf: (id) => workflow.getHandle(id) })
  }
  await handle.result().catch(() => undefined)
  if (reset) handle = await resetToFirstTask(handle)
  await handle.result().catch(() => undefined)
  const { status } = await handle.describe()
  return { workflowId, status: status.name, history: await handle.fetchHistory() }
}

function replayActivities({ replayPage }, counter) {
  return { replayPage: async () => replayPage(++counter.pages), async cancelReplay() {} }
}

function retentionActivities({ removeExpired }, counter) {
  return { removeExpired: async () => removeExpired(++counter.pages) }
}

function keyActivities({ changeKeys }, counter) {
  return { changeKeys: async () => changeKeys(++counter.pages) }
}

function recoveryActivities({ recoverTurn }, counter) {
  return { recoverTurn: async (input) => recoverTurn(++counter.pages, input) }
}

function runReplay(scenario, counter) {
  const workflowId = `rpl_${scenario.name}`
  return runOther(scenario, counter, { type: 'bulkReplay', workflowId, args: [{ replay: workflowId }], staticSummary: 'bulk replay' })
}

function runRetention(scenario, counter) {
  const { name: workflowId } = scenario
  return runOther(scenario, counter, { type: 'applyRetention', workflowId, args: [{}], staticSummary: 'retention' })
}

function runKeys(scenario, counter) {
  const workflowId = scenario.name.replaceAll('-', '_')
  const args = [{ account: 'acc_demo', environment: 'live', alg: 'ES256' }]
  return runOther(scenario, counter, { type: 'rotateKeys', workflowId, args, staticSummary: 'signing keys live ES256' })
}

function runRecovery(scenario, counter) {
  const workflowId = `recover_sub_${scenario.name}`
  const args = [{ subscription: `sub_${scenario.name}`, batch: 0 }]
  return runOther(scenario, counter, { type: 'recover', workflowId, args, staticSummary: 'recovery of sub_demo' })
}

async function runOther({ steer, firstRun }, counter, { type, workflowId, ...options }) {
  const { workflow } = server.client
  const started = await workflow.start(type, { taskQueue, workflowId, ...options })
  if (steer) {
    await eventually(() => counter.pages === 1)
    await steer(started, { eventually, asked: () => counter.pages })
  }
  await started.result().catch(() => undefined)
  const handle = firstRun ? workflow.getHandle(workflowId, started.firstExecutionRunId) : started
  const { status } = await handle.describe()
  return { workflowId, status: status.name, history: await handle.fetchHistory() }
}

/** What `temporal workflow reset --type FirstWorkflowTask` does; the handle of the new run. */
async function resetToFirstTask({ workflowId }) {
  const { workflow, workflowService } = server.client
  const { events } = await workflow.getHandle(workflowId).fetchHistory()
  const firstTask = events.find(({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes)
  const { runId } = await workflowService.resetWorkflowExecution({
    namespace,
    workflowExecution: { workflowId },
    workflowTaskFinishEventId: firstTask.eventId,
    reason: 'redeliver',
    requestId: 'reset-1',
  })
  return workflow.getHandle(workflowId, runId)
}

async function eventually(check) {
  const giveUpAt = Date.now() + 20_000
  for (;;) {
    const result = await check()
    if (result) return result
    if (Date.now() > giveUpAt) throw new Error('it did not come to pass within 20 s')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
