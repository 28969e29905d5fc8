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
    `${toRecord([
      ['API key', created.id],
      ['Name', created.name],
      ['Account', created.account],
      ['Project', created.project],
      ['Member', created.member],
      ['Environment', created.environment],
      ['Scopes', created.scopes.join(', ')],
      ['From', created.allowedAddresses.length === 0 ? 'anywhere' : created.allowedAddresses.join(', ')],
      ['Expires', toMoment(created.expiresAt, desk.now()) ?? 'never'],
    ])}\n\n${desk.paint('bold', 'Value')}, shown once: keep it\n${created.key}`
