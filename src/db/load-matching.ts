import type { Filter } from '../domain/filter.js'
import { patternsOf, type Registration } from '../domain/matching.js'
import type { Database } from './connect.js'
import type { SchemaStamp } from './event-types.js'

/** A subscription as publishing sees it. */
export interface SubscriptionToMatch extends Registration {
  readonly id: string
  readonly host: string
  readonly filter: Filter | null
  /** A paused or failing one is owed what is published meanwhile: its notifications are held. */
  readonly held: boolean
  /** The project whose product's webhook it is; null: it is the account's. */
  readonly webhookOf: string | null
}

export interface MatchAsk {
  readonly accountId: string
  readonly environment: 'test' | 'live'
  readonly type: string
  readonly project: string | null
}

/** An account and its ancestors, and the subscriptions found above an event by its keys; each must still be judged. */
export interface LoadedMatch {
  readonly path: readonly string[]
  /** Sum of matching_epoch over the path. */
  readonly epoch: string
  readonly subscriptions: readonly SubscriptionToMatch[]
  /** The versions of the event's type, newest first, when the account or one above has defined it. */
  readonly schemas: readonly SchemaStamp[]
}

// One statement, one snapshot: the epoch belongs to exactly these subscriptions.
const text = `
  with up as (
    select a.id, a.matching_epoch, p.depth from account_paths p join accounts a on a.id = p.ancestor_id where p.account_id = $1
  ), place as (
    select 'below:' || id as key from up union all select 'self:' || $1
  )
  select (select array_agg(id order by depth) from up) as path, (select sum(matching_epoch)::text from up) as epoch,
    coalesce((
      select json_agg(json_build_object('id', s.id, 'host', s.host, 'held', s.state = 'paused' or s.failing_since is not null,
        'webhookOf', case when s.attachment_id is not null then s.project end, 'account', s.account_id,
        'environment', s.environment, 'scope', s.scope, 'include', s.include_accounts, 'exclude', s.exclude_accounts,
        'project', s.project, 'origins', s.origins, 'eventTypes', s.event_types, 'filter', s.filter) order by s.id)
      from subscriptions s
      where s.state in ('active', 'paused')
        and subscription_match_keys(s.environment, s.account_id, s.scope, s.include_accounts, s.project, s.event_types) && (
          select array_agg($2 || ' ' || place.key || ' ' || pattern || ' ' || project)
          from place, unnest($3::text[]) pattern, unnest($4::text[]) project)
    ), '[]'::json) as subscriptions,
    coalesce((
      select json_agg(json_build_object('account', t.account_id, 'type', t.type, 'version', t.version, 'revision', t.revision) order by t.version desc)
      from event_types t
      where t.type = $5 and t.account_id = (
        select x.account_id from event_types x join up on up.id = x.account_id where x.type = $5 order by up.depth limit 1)
    ), '[]'::json) as schemas`

/** Undefined when there is no such account. Costs as much as it finds, however many subscriptions there are beside. */
export async function loadMatching(db: Database, { accountId, environment, type, project }: MatchAsk): Promise<LoadedMatch | undefined> {
  const projects = project === null ? [''] : ['', project]
  const values = [accountId, environment, patternsOf(type), projects, type]
  const { rows } = await db.pool.query<Omit<LoadedMatch, 'path'> & { path: string[] | null }>({ name: 'load-matching', text, values })
  const row = rows[0]
  return row?.path ? { ...row, path: row.path } : undefined
}
