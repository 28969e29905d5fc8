import { type Kysely, sql } from 'kysely'
import { narrowToProject, type Narrowing } from './tenant-table.js'

/**
 * Keys of one project. What they reach is narrowed a second time by the setting `posthorn.project`: a policy of its own on
 * every table, that holds in addition to the tenant's and is nothing for keys of a whole account.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- null: the whole account
    alter table api_keys add column project_id text;
    alter table replays add column project_id text;
    alter table change_requests add column project_id text;
    create index api_keys_project on api_keys (project_id, id) where project_id is not null;
    create index replays_project on replays (project_id, id) where project_id is not null;
    create index subscriptions_webhooks on subscriptions (project, id) where attachment_id is not null;
    create index events_project on events (account_id, project, created_at, id) where project is not null;

    create function current_project() returns text language sql stable as $$ select nullif(current_setting('posthorn.project', true), '') $$;
    -- functions, so that the plans for keys of an account know nothing of it; as the tenant: what the account does not reach, its project does not
    create function is_webhook_of_project(subscription text) returns boolean language sql stable as $$
      select exists (select from subscriptions s where s.id = subscription and s.attachment_id is not null and s.project = current_project())
    $$;
    create function is_owed_to_project(notification text) returns boolean language sql stable as $$
      select exists (select from notifications n where n.id = notification and is_webhook_of_project(n.subscription_id))
    $$;
  `.execute(db)
  for (const [table, narrowing] of narrowings) await narrowToProject(db, table, narrowing)
}

const ofWebhook: Narrowing = { belongs: 'is_webhook_of_project(subscription_id)' }
const ofNotification = 'is_owed_to_project(notification_id)'
const nothing = 'false'

const narrowings: readonly (readonly [table: string, narrowing: Narrowing])[] = [
  ['projects', { belongs: 'id = current_project()' }],
  ['attachments', { belongs: 'project_id = current_project()' }],
  // those of the account itself are not the project's, even when they are for its events alone
  ['subscriptions', { belongs: 'attachment_id is not null and project = current_project()' }],
  ['subscription_secrets', ofWebhook],
  ['subscription_versions', ofWebhook],
  ['subscription_feeds', ofWebhook],
  ['own_events', ofWebhook],
  ['notifications', ofWebhook],
  ['attempts', { belongs: ofNotification }],
  ['events', { belongs: 'project = current_project()' }],
  ['replays', { belongs: 'project_id = current_project()' }],
  ['replay_rounds', { belongs: ofNotification, commands: ['select'] }],
  // a notification that is made by the same statement cannot be asked for yet
  ['replay_rounds', { belongs: 'exists (select from replays r where r.id = replay_id)', commands: ['insert'] }],
  ['change_requests', { belongs: 'project_id = current_project() or target = current_project() or is_webhook_of_project(target)' }],
  ['api_keys', { belongs: 'project_id = current_project()' }],
  // a change of a webhook raises the matching epoch of its account
  ['accounts', { belongs: 'id = current_account()' }],
  ['approval_policies', { belongs: nothing }],
  // everybody's to read
  ['products', { belongs: nothing, commands: ['insert', 'update'] }],
  ['event_types', { belongs: nothing, commands: ['insert', 'update', 'delete'] }],
  // what is done with such a key is written down as well
  ['audit_entries', { belongs: 'is_webhook_of_project(target)', commands: ['select'] }],
]
