import { hash } from 'node:crypto'
import type { Posthorn } from '../helpers/posthorn.js'
import type { ProjectTenant } from './project-tenant.js'
import type { Tenant } from './tenant.js'

/** What another tenant would have to know to ask for this one's things, and what must never be in an answer to it. */
export interface Belongings {
  readonly tenant: Tenant
  readonly ids: readonly string[]
  /** Places in this tenant's own lists. */
  readonly cursors: readonly string[]
  /** Changes when anything of the tenant's does. */
  fingerprint(): Promise<string>
}

/** Gives the tenant two of everything and collects their ids. */
export async function fill(tenant: Tenant, query: Posthorn['query']): Promise<Belongings> {
  const { client } = tenant
  const below = [await tenant.accountBelow(), await tenant.accountBelow()]
  const types = [await tenant.eventType(), await tenant.eventType()]
  const made = [...types, await tenant.key(), await tenant.key(), await tenant.notification(), await tenant.heldNotification()]
  const attached = [await tenant.attachment(), await tenant.attachment()].flatMap(({ project, attachment }) => [project, attachment])
  made.push(await tenant.replay(), await tenant.replay(), await tenant.testSubscription())
  made.push((await tenant.member()).id, await tenant.signingKey(), await tenant.signingKey())
  const asked = [await tenant.changeRequest(), await tenant.changeRequest()]
  const { items: subscriptions } = await client.listSubscriptions()
  const { items: events } = await client.listEvents()
  const secrets = subscriptions.flatMap((subscription) => subscription.secrets)
  const ids = [tenant.account, ...below, ...made, ...attached, ...asked, ...[...subscriptions, ...events, ...secrets].map(({ id }) => id)]
  const lists = [
    client.listSubscriptions,
    client.listEvents,
    client.listNotifications,
    client.listAccounts,
    client.listApiKeys,
    client.listAudit,
    client.listProjects,
    client.listReplays,
    client.listChangeRequests,
    client.listSigningKeys,
  ]
  const pages = await Promise.all(lists.map((list) => list({ limit: 1 })))
  const cursors = pages.flatMap(({ nextCursor }) => nextCursor ?? [])
  if (cursors.length !== lists.length) throw new Error('Each list should have had a second page')
  return { tenant, ids, cursors, fingerprint: () => fingerprint(query, [tenant.account, ...below]) }
}

/** Gives the project two of everything, and its account things that are no project's, some of them about another one; collects their ids. */
export async function fillProject(project: ProjectTenant, about: string, query: Posthorn['query']): Promise<Belongings> {
  const { client } = project
  const made = [project.id, await project.key(), await project.key(), await project.notification(), await project.heldNotification()]
  made.push(await project.replay(), await project.replay(), await project.changeRequest(), await project.replayRequest())
  made.push((await project.member()).id, (await project.member()).id)
  const lists = [
    client.listSubscriptions,
    client.listEvents,
    client.listNotifications,
    client.listApiKeys,
    client.listReplays,
    client.listChangeRequests,
    ({ limit }: { limit: number }) => client.listAttachments({ id: project.id, limit }),
    ({ limit }: { limit: number }) => client.listMembers({ id: project.id, limit }),
  ]
  const all = await Promise.all(lists.map((list) => list({ limit: 100 })))
  const cursors = (await Promise.all(lists.map((list) => list({ limit: 1 })))).flatMap(({ nextCursor }) => nextCursor ?? [])
  if (cursors.length !== lists.length) throw new Error('Each list should have had a second page')
  const listed = all.flatMap(({ items }: { items: readonly { id: string }[] }) => items.map(({ id }) => id))
  const ids = [...new Set([...made, ...listed])]
  const ofAccount = [...(await project.ofAccount()), ...(await project.ofAccount(about))]
  return { tenant: project, ids: [...ids, ...ofAccount], cursors, fingerprint: () => fingerprintOf(query, { ids, ofAccount }) }
}

const naming = ['id', 'subscription_id', 'notification_id', 'project_id', 'project', 'target', 'replay_id']

interface Watched {
  readonly ids: readonly string[]
  /** What they are owed grows by what others publish. */
  readonly ofAccount: readonly string[]
}

/** Over every row that one of the ids says whose it is; ids of events are their publishers' own. */
async function fingerprintOf(query: Posthorn['query'], { ids, ofAccount }: Watched): Promise<string> {
  const columns = await query(
    `select table_name, column_name from information_schema.columns where table_schema = 'public' and column_name = any($1)
      and data_type = 'text' and (table_name, column_name) <> ('events', 'id')`,
    [naming],
  )
  const selects = columns.map(({ table_name, column_name }) => {
    const [table, column] = [String(table_name), String(column_name)]
    const list = column === 'id' && table !== 'notifications' ? '$1 || $2' : '$1'
    return `select '${table}' || to_jsonb(t)::text as row from ${table} t where ${column} = any(${list}::text[])`
  })
  return hash('sha256', JSON.stringify(await query(`${selects.join(' union ')} order by 1`, [ids, ofAccount])))
}

/** Over every row of every table that says whose it is. */
async function fingerprint(query: Posthorn['query'], accounts: readonly string[]): Promise<string> {
  const tables = await query(
    "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'account_id'",
  )
  const owned = tables.map(({ table_name }) => `select to_jsonb(t)::text as row from ${String(table_name)} t where account_id = any($1)`)
  const rows = await query([...owned, 'select to_jsonb(t)::text from accounts t where id = any($1)'].join(' union all ') + ' order by 1', [
    accounts,
  ])
  return hash('sha256', JSON.stringify(rows))
}
