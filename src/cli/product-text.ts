import type { OutputOf } from '../contract/operation-types.js'
import type { Desk } from './cli.js'
import { toPageText } from './page.js'
import { toRecord } from './table.js'
import { toMoment } from './times.js'

const answerOf = (yes: boolean) => (yes ? 'yes' : 'no')

export const toProductsText =
  (desk: Desk) =>
  (page: OutputOf<'listProducts', 'response'>): string =>
    toPageText(desk, page, {
      nothing: 'No products. The platform offers them: posthorn products create --help',
      columns: [
        { title: 'id', cell: (row) => row.id },
        { title: 'code', cell: (row) => row.code },
        { title: 'name', cell: (row) => row.name },
        { title: 'webhooks', cell: (row) => answerOf(row.supportsWebhooks) },
        { title: 'event types', cell: (row) => row.eventTypes.join(', ') },
      ],
    })

export const toProductText =
  (desk: Desk) =>
  (product: OutputOf<'getProduct', 'response'>): string =>
    toRecord([
      ['Product', product.id],
      ['Code', product.code],
      ['Name', product.name],
      ['Webhooks', answerOf(product.supportsWebhooks)],
      ['Event types', product.eventTypes.join(', ')],
      ['Version', product.version],
      ['Created', toMoment(product.createdAt, desk.now())],
      ['Changed', toMoment(product.updatedAt, desk.now())],
    ])
