import type { Connection, ConnectionOptions } from '@temporalio/client'
import type { Config, Secrets } from '../../config.js'
import { look } from './check-api.js'
import { type Check, type Finding, type Ground, lookTimeoutMs, reasonOf } from './finding.js'

const subject = 'Temporal'
const searchAttributes = ['PosthornAccount', 'PosthornSubscription', 'PosthornEvent', 'PosthornEventType']
const taskQueue = { name: 'notifications' }

/** The Temporal server: reachable, its namespace and search attributes there, a node polling. */
export const checkTemporal: Check = async ({ configured, left }) => {
  if (configured === undefined) return []
  const { config, secrets } = configured
  const address = config.temporal.embedded ? (left?.temporalAddress ?? config.temporal.address) : config.temporal.address
  try {
    return await examine(address, config, secrets)
  } catch (error) {
    const mend = config.temporal.embedded
      ? 'it is started by npm start (or posthorn up)'
      : 'start the server, or mend TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the TLS settings'
    return [{ subject, state: 'wrong', found: `${address}: ${reasonOf(error)}`, mend }]
  }
}

async function examine(address: string, config: Config, secrets: Secrets): Promise<Finding[]> {
  const { Connection } = await import('@temporalio/client')
  const connection = await Connection.connect(toConnectionOptions(address, config, secrets))
  try {
    return await connection.withDeadline(Date.now() + lookTimeoutMs, () => interrogate(connection, address, config.temporal.namespace))
  } finally {
    await connection.close()
  }
}

function toConnectionOptions(address: string, { temporal }: Config, secrets: Secrets): ConnectionOptions {
  const { temporalApiKey: apiKey, temporalTlsCert: crt, temporalTlsKey: key, temporalTlsCa: ca } = secrets
  const tls = {
    ...(temporal.serverName !== null && { serverNameOverride: temporal.serverName }),
    ...(ca !== undefined && { serverRootCACertificate: Buffer.from(ca) }),
    ...(crt !== undefined && key !== undefined && { clientCertPair: { crt: Buffer.from(crt), key: Buffer.from(key) } }),
  }
  return { address, connectTimeout: lookTimeoutMs, tls: temporal.tls ? tls : false, ...(apiKey !== undefined && { apiKey }) }
}

async function interrogate(connection: Connection, address: string, namespace: string): Promise<Finding[]> {
  const { serverVersion } = await connection.workflowService.getSystemInfo({})
  await connection.workflowService.describeNamespace({ namespace })
  const known = await connection.operatorService.listSearchAttributes({ namespace })
  const missing = searchAttributes.filter((name) => known.customAttributes[name] === undefined)
  const { pollers } = await connection.workflowService.describeTaskQueue({ namespace, taskQueue })
  return [
    { subject, state: 'ok', found: `server ${serverVersion} at ${address}, namespace ${namespace}` },
    ...judgeAttributes(missing, namespace),
    ...judgePollers(pollers.length),
  ]
}

function judgeAttributes(missing: readonly string[], namespace: string): Finding[] {
  if (missing.length === 0) return []
  const flags = missing.map((name) => `--name ${name} --type Keyword`).join(' ')
  return [
    {
      subject,
      state: 'wrong',
      found: `search attributes are missing: ${missing.join(', ')}`,
      mend: `temporal operator search-attribute create --namespace ${namespace} ${flags}`,
    },
  ]
}

const judgePollers = (pollers: number): Finding[] =>
  pollers > 0
    ? []
    : [
        {
          subject,
          state: 'warning',
          found: 'no node has asked for work in the last minutes',
          mend: 'start a node with the role worker: npm start',
        },
      ]

/** The page that operators open. It is a convenience: nothing stops without it. */
export const checkTemporalUi: Check = async ({ configured, left }: Ground) => {
  const url = configured?.config.temporal.uiUrl ?? left?.temporalUiUrl ?? null
  if (url === null) return [{ subject: 'Temporal UI', state: 'skipped', found: 'no address known (POSTHORN_TEMPORAL_UI_URL)' }]
  const answer = await look(url)
  if (typeof answer === 'string')
    return [
      {
        subject: 'Temporal UI',
        state: 'warning',
        found: `${url} does not answer: ${answer}`,
        mend: 'start it, or mend POSTHORN_TEMPORAL_UI_URL; deliveries go on without it',
      },
    ]
  return [{ subject: 'Temporal UI', state: 'ok', found: url }]
}
