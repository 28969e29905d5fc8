import type { OutputOf } from '../contract/operation-types.js'
import type { SigningKey } from '../contract/signing-keys.js'
import type { Desk } from './cli.js'
import { toPageText } from './page.js'
import { toRecord } from './table.js'
import { toDistance, toMoment } from './times.js'

export const toSigningKeysText =
  (desk: Desk) =>
  (page: OutputOf<'listSigningKeys', 'response'>): string =>
    toPageText(desk, page, {
      nothing: 'No signing keys of its own: those of the account above sign. The first is made when something is signed.',
      columns: [
        { title: 'kid', cell: (row) => row.kid },
        { title: 'account', cell: (row) => row.account },
        { title: 'alg', cell: (row) => row.alg },
        { title: 'state', cell: (row) => row.state, tone: (row) => (row.state === 'active' ? 'bold' : undefined) },
        { title: 'since', cell: (row) => toDistance(row.since, desk.now()) },
        { title: 'next', cell: (row) => row.nextChange && `${row.nextChange.to} ${toDistance(row.nextChange.at, desk.now())}` },
        { title: 'last used', cell: (row) => (row.lastUsedAt === null ? 'never' : toDistance(row.lastUsedAt, desk.now())) },
      ],
    })

/** With the public half, for a receiver that pins it. */
export const toSigningKeyText =
  (desk: Desk) =>
  (key: SigningKey): string =>
    `${toRecord([
      ['Signing key', key.kid],
      ['Account', key.account],
      ['Environment', key.environment],
      ['Algorithm', key.alg],
      ['State', key.state],
      ['Since', toMoment(key.since, desk.now())],
      ['Next', toNextText(key, desk.now())],
      ['Made', `${key.imported ? 'imported' : 'generated'} ${toMoment(key.createdAt, desk.now()) ?? ''}`],
      ['Last used', toMoment(key.lastUsedAt, desk.now()) ?? 'never'],
      ['JWKS', `/v1/jwks/${key.account}/${key.environment}`],
    ])}\n\n${key.pem.trimEnd()}`

function toNextText({ state, nextChange }: SigningKey, now: Date): string | null {
  if (nextChange !== null) return `${nextChange.to} ${toMoment(nextChange.at, now) ?? ''}`
  return state === 'next' ? 'signs after a rotation: posthorn signing-keys rotate' : null
}

export const toRevokedText =
  (desk: Desk) =>
  ({ successor, ...key }: OutputOf<'revokeSigningKey', 'response'>): string =>
    `${toSigningKeyText(desk)(key)}\n\n${successor === null ? 'It did not sign.' : `${successor} signs from now on.`}`
