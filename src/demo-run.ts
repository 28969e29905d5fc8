import { createClient } from './client/client.js'
import type { Config, Secrets } from './config.js'
import { hashApiKey, newApiKey } from './crypto/api-keys.js'
import { connect } from './db/connect.js'
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

/** The API has no accounts for customers to make yet, so that the demo account is made where the root account is. */
async function openAccount(databaseUrl: string): Promise<string> {
  const db = connect({ connectionString: databaseUrl, poolMax: 1, onError: () => undefined })
  const { id, key } = newApiKey('test')
  try {
    await db.query
      .insertInto('accounts')
      .values({ id: demoAccount, parent_id: 'acc_root', name: 'Demo' })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await db.query
      .insertInto('api_keys')
      .values({ id, account_id: demoAccount, name: 'Demo', environment: 'test', hash: hashApiKey(key) })
      .execute()
    return key
  } finally {
    await db.close()
  }
}
