import { type Kysely, sql } from 'kysely'

/** What we show a receiver that asks who calls: the certificate, and the request for the next one. Keys are sealed, and made here. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table subscriptions
      add column client_certificate json,
      add column client_certificate_request json,
      -- PKCS #8, each with what it belongs to
      add column sealed_client_key bytea,
      add column sealed_requested_key bytea,
      add check ((client_certificate is null) = (sealed_client_key is null)),
      add check ((client_certificate_request is null) = (sealed_requested_key is null))`.execute(db)
}
