import type { OutputOf } from '../contract/operation-types.js'
import type { Desk } from './cli.js'
import { toPageText } from './page.js'
import { toRecord } from './table.js'
import { toDistance, toMoment } from './times.js'

type ApiKey = OutputOf<'getApiKey', 'response'>

export const toApiKeysText =
  (desk: Desk) =>
  (page: OutputOf<'listApiKeys', 'response'>): string =>
    toPageText(desk, page, {
      nothing: 'No API keys. Make one: posthorn api-keys create --help',
      columns: [
        { title: 'id', cell: (row) => row.id },
        { title: 'name', cell: (row) => row.name },
        { title: 'account', cell: (row) => row.account },
        { title: 'project', cell: (row) => row.project },
        { title: 'environment', cell: (row) => row.environment },
        { title: 'scopes', cell: (row) => row.scopes.join(', ') },
        { title: 'last used', cell: (row) => (row.lastUsedAt === null ? 'never' : toDistance(row.lastUsedAt, desk.now())) },
        { title: 'ends', cell: (row) => endOf(row, desk), tone: (row) => (row.revokedAt === null ? undefined : 'dim') },
      ],
    })

const endOf = ({ revokedAt, expiresAt }: ApiKey, desk: Desk): string | null => {
  if (revokedAt !== null) return `revoked ${toDistance(revokedAt, desk.now())}`
  return expiresAt === null ? null : toDistance(expiresAt, desk.now())
}

export const toApiKeyWithValueText =
  (desk: Desk) =>
  (created: OutputOf<'createApiKey', 'response'>): string =>
    `${toRecord(rowsOf(created, desk))}\n\n${desk.paint('bold', 'Value')}, shown once: keep it\n${created.key}`

export const toCurrentKeyText =
  (desk: Desk) =>
  (key: OutputOf<'getCurrentKey', 'response'>): string =>
    toRecord([...rowsOf(key, desk), ['Role', key.role]])

const rowsOf = (key: ApiKey, desk: Desk): [string, string | null][] => [
  ['API key', key.id],
  ['Name', key.name],
  ['Account', key.account],
  ['Project', key.project],
  ['Member', key.member],
  ['Environment', key.environment],
  ['Scopes', key.scopes.join(', ')],
  ['From', key.allowedAddresses.length === 0 ? 'anywhere' : key.allowedAddresses.join(', ')],
  ['Expires', toMoment(key.expiresAt, desk.now()) ?? 'never'],
]
