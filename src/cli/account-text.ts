import type { OutputOf } from '../contract/operation-types.js'
import type { Desk } from './cli.js'
import { toPageText } from './page.js'
import { toRecord } from './table.js'
import { toDistance, toMoment } from './times.js'

export const toAccountsText =
  (desk: Desk) =>
  (page: OutputOf<'listAccounts', 'response'>): string =>
    toPageText(desk, page, {
      nothing: 'No accounts. Make one: posthorn accounts create --help',
      columns: [
        { title: 'id', cell: (row) => row.id },
        { title: 'kind', cell: (row) => row.kind },
        { title: 'name', cell: (row) => row.name },
        { title: 'parent', cell: (row) => row.parent },
        { title: 'created', cell: (row) => toDistance(row.createdAt, desk.now()) },
      ],
    })

export const toAccountText =
  (desk: Desk) =>
  (account: OutputOf<'getAccount', 'response'>): string =>
    toRecord([
      ['Account', account.id],
      ['Name', account.name],
      ['Kind', account.kind],
      ['Parent', account.parent],
      ['Version', account.version],
      ['Created', toMoment(account.createdAt, desk.now())],
      ['Changed', toMoment(account.updatedAt, desk.now())],
    ])
