import { type Kysely, sql } from 'kysely'

/** When the certificates of a subscription are to be looked at next, and which of those that end soon its account has been told of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table subscriptions
      -- null: it has none that could end
      add column certificates_look_at timestamptz,
      add column certificates_told text[] not null default '{}';
    create index subscriptions_certificates on subscriptions (certificates_look_at) where certificates_look_at is not null;
    update subscriptions set certificates_look_at = now()
      where state <> 'deleted'
        and (signing->'securedPayload'->>'encryption' is not null or tls->>'authorities' is not null or client_certificate is not null)`.execute(
    db,
  )
}
