import { hash } from 'node:crypto'
import type { Subscription } from '../contract/subscriptions.js'
import { watchedCertificates } from '../crypto/watched-certificates.js'
import type { SubscriptionRecord } from '../db/subscriptions.js'
import type { EgressPolicy } from '../domain/egress.js'
import { expiryWarnings } from '../domain/certificate-expiry.js'
import type { Auth } from '../domain/receiver-auth-types.js'
import { tlsWarnings } from '../domain/receiver-tls.js'
import { timetable } from '../domain/schedule.js'
import { signingWarnings } from './parse-signing.js'
import { judgeUrl } from '../domain/url-policy.js'

/** A subscription as its owner sees it, with what the policy of today says about its URL. */
export function toSubscription(
  {
    host: _,
    sealedCredential: __,
    sealedClientKey: ___,
    sealedRequestedKey: ____,
    schedule,
    confirmation,
    signing,
    auth,
    ...record
  }: SubscriptionRecord,
  policy: EgressPolicy,
): Subscription {
  const judgement = judgeUrl(record.url, policy)
  const certificates = watchedCertificates({ ...record, signing })
  const warnings = [
    ...(judgement.ok ? judgement.warnings : [judgement.reason]),
    ...nameWarnings(record),
    ...tlsWarnings(record.tls),
    ...expiryWarnings(certificates, new Date()),
    ...signingWarnings({ signing, confirmation }),
  ]
  const shown = {
    schedule: schedule as Subscription['schedule'],
    timetable: timetable(schedule),
    confirmation: confirmation as Subscription['confirmation'],
    signing: signing as Subscription['signing'],
    encryptionKeyExpiresAt: certificates.find(({ use }) => use === 'encryption')?.until.toISOString() ?? null,
  }
  const tls = { ...record.tls, pins: [...record.tls.pins] }
  return { ...record, ...shown, auth: toShownAuth(auth), tls, warnings }
}

/** That the secret part is set is shown, and nothing of it. */
function toShownAuth(auth: Auth): Subscription['auth'] {
  switch (auth.kind) {
    case 'none':
      return auth
    case 'basic':
      return { ...auth, hasPassword: true }
    case 'bearer':
      return { ...auth, hasToken: true }
    case 'header':
      return { ...auth, hasValue: true }
    case 'oauth2':
      return { ...auth, hasClientSecret: auth.clientAuthentication !== 'private_key_jwt' }
  }
}

const nameWarnings = ({ fqdn, url }: Pick<SubscriptionRecord, 'fqdn' | 'url'>): string[] =>
  fqdn === null || new URL(url).hostname === fqdn ? [] : ['the FQDN is not the host of the URL, which is what is called']

/** The same for a list: the path and query of a URL are secrets. */
export function toListedSubscription(record: SubscriptionRecord, policy: EgressPolicy): Subscription {
  const shown = toSubscription(record, policy)
  return { ...shown, url: new URL(record.url).origin, auth: toListedAuth(shown.auth) }
}

const toListedAuth = (auth: Subscription['auth']): Subscription['auth'] =>
  auth.kind === 'oauth2' ? { ...auth, tokenUrl: new URL(auth.tokenUrl).origin } : auth

/** The same for the audit, which is kept for ever: that URL and contact have changed is seen, where it leads and who it is are not. */
export function toAuditedSubscription(record: SubscriptionRecord, policy: EgressPolicy): unknown {
  const {
    warnings: _,
    timetable: __,
    nextProbeAt: ____,
    encryptionKeyExpiresAt: ___,
    contact,
    headers,
    auth,
    tls,
    clientCertificate,
    clientCertificateRequest,
    ...shown
  } = toListedSubscription(record, policy)
  const { kind, changedAt } = { changedAt: null, ...auth }
  return {
    ...shown,
    headers: Object.keys(headers),
    headersSha256: shortHash(JSON.stringify(headers)),
    auth: { kind, changedAt },
    tls: { ...tls, authorities: tls.authorities && shortHash(tls.authorities) },
    clientCertificate: clientCertificate?.fingerprint ?? null,
    clientCertificateRequest: clientCertificateRequest && shortHash(clientCertificateRequest.csr),
    urlSha256: shortHash(record.url),
    contactSha256: contact && shortHash(JSON.stringify(contact)),
  }
}

const shortHash = (text: string): string => hash('sha256', text).slice(0, 16)
