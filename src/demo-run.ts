import { createClient } from './client/client.js'
import type { Config, Secrets } from './config.js'
import { hashApiKey, newApiKey } from './crypto/api-keys.js'
import { findAccount, insertAccount } from './db/accounts.js'
import { ensureApiKey } from './db/api-keys.js'
import { writeAudit } from './db/audit.js'
import { rootAccountId } from './db/bootstrap.js'
import { connect } from './db/connect.js'
import { asTenant } from './db/tenant.js'
import { showDemo } from './demo/show-demo.js'
import { anyFreePort } from './embedded/ports.js'
import type { Log } from './log.js'

export interface DemoRun {
  readonly config: Config
  readonly secrets: Secrets
  readonly log: Log
}

const demoAccount = 'acc_demo'

/** Shows the demonstration beside the running node. Returns how to end it. */
export function startDemo({ config, secrets, log }: DemoRun): () => void {
  const ending = new AbortController()
  const { temporal } = config
  const shown = showDemo({
    dataDir: config.dataDir,
    signal: ending.signal,
    clientFor: (apiKey) => createClient({ baseUrl: config.http.publicUrl, apiKey }),
    openAccount: () => openAccount(secrets.databaseUrl),
    freePort: anyFreePort,
    workflowUrl: (id) => `${temporal.uiUrl ?? ''}/namespaces/${temporal.namespace}/workflows/${id}`,
    print: (line) => process.stdout.write(`${line}\n`),
  })
  void shown.catch((error: unknown) => {
    if (ending.signal.aborted) return
    log.error({ err: error }, 'the demonstration failed')
    process.stdout.write('The demonstration failed; the log says why. The node itself runs.\n')
  })
  return () => {
    ending.abort()
    void shown.then(
      (receiver) => receiver.stop(),
      () => undefined,
    )
  }
}

/** The demonstration has no key of the root account: its account and key are made where the first key is, and audited like it. */
async function openAccount(databaseUrl: string): Promise<string> {
  const db = connect({ connectionString: databaseUrl, poolMax: 1, onError: () => undefined })
  const { id, key } = newApiKey('test')
  try {
    await asTenant(db, { accountId: rootAccountId }, async (tx) => {
      const account = { id: demoAccount, parent: rootAccountId, kind: 'merchant', name: 'Demo' } as const
      if (!(await findAccount(tx, demoAccount, { accountId: rootAccountId, environment: 'test', project: null }))) {
        await insertAccount(tx, account)
        await writeAudit(tx, { ...byTheDemo, action: 'account.create', target: demoAccount, after: account })
      }
      await ensureApiKey(tx, { ...demoKey, keyId: id, hash: hashApiKey(key) })
      await writeAudit(tx, { ...byTheDemo, action: 'api-key.create', target: id, after: { name: 'Demo', environment: 'test' } })
    })
    return key
  } finally {
    await db.close()
  }
}

const demoKey = {
  accountId: demoAccount,
  environment: 'test',
  project: null,
  member: null,
  name: 'Demo',
  scopes: ['*'],
  allowedAddresses: [],
  expiresAt: null,
  createdBy: null,
} as const
const byTheDemo = {
  account: demoAccount,
  actor: { kind: 'node', id: 'demo' },
  before: null,
  reason: null,
  sourceAddress: null,
  requestId: null,
} as const
