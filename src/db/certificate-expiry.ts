import { type RawBuilder, sql } from 'kysely'
import { watchedCertificates } from '../crypto/watched-certificates.js'
import { decideLook, toExpiryText, type WatchedCertificate } from '../domain/certificate-expiry.js'
import type { Database } from './connect.js'
import { toSubscriptionObject } from './mark-failing.js'
import { insertOwnEvent } from './own-events.js'
import { toDelivery } from './subscription-delivery.js'
import { toTls } from './subscription-tls.js'

/** Subscriptions whose certificates are to be looked at: one may end soon, or they have changed. */
export async function findToLookAt(db: Database, limit: number): Promise<string[]> {
  const { rows } = await toLookAtQuery(limit).execute(db.query)
  return rows.map(({ id }) => id)
}

export const toLookAtQuery = (limit: number): RawBuilder<{ id: string }> => sql<{ id: string }>`
  select s.id from subscriptions s
  where s.certificates_look_at <= now() and s.state <> 'deleted' order by s.certificates_look_at limit ${limit}`

/** Tells the account of each certificate that ends soon, once, and says when to look again. False when another node was first. */
export function tellOfCertificates(db: Database, id: string, now: Date): Promise<boolean> {
  return db.query.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('subscriptions')
      .selectAll()
      .where('id', '=', id)
      .where('certificates_look_at', '<=', sql<Date>`now()`)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (!row) return false
    const look = decideLook(watchedCertificates({ ...toTls(row), ...toDelivery(row) }), row.certificates_told, now)
    await tx
      .updateTable('subscriptions')
      .set({ certificates_look_at: look.nextAt, certificates_told: [...look.told] })
      .where('id', '=', id)
      .execute()
    const toObject = (certificate: WatchedCertificate) => ({
      ...toSubscriptionObject(row),
      certificate: certificate.use,
      expiresAt: certificate.until.toISOString(),
      reason: { code: certificate.until <= now ? 'certificate_ended' : 'certificate_ends', text: toExpiryText(certificate, now) },
    })
    const event = { account: row.account_id, environment: row.environment, type: 'subscription.certificate_expiring', about: id } as const
    for (const certificate of look.tell) await insertOwnEvent(tx, { ...event, object: toObject(certificate) })
    return true
  })
}

/** Looks at its certificates tomorrow, unless somebody has looked at them meanwhile. */
export async function putOffLook(db: Database, id: string): Promise<void> {
  await db.query
    .updateTable('subscriptions')
    .set({ certificates_look_at: sql<Date>`now() + interval '1 day'` })
    .where('id', '=', id)
    .where('certificates_look_at', '<=', sql<Date>`now()`)
    .execute()
}
