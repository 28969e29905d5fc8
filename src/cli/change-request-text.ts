import type { ChangeRequestWithDifferences } from '../contract/change-requests.js'
import type { OutputOf } from '../contract/operation-types.js'
import type { Desk } from './cli.js'
import { toPageText } from './page.js'
import { printable, toRecord } from './table.js'
import { toDistance, toMoment } from './times.js'
import { changeRequestTones } from './tones.js'

export const toChangeRequestsText =
  (desk: Desk) =>
  (page: OutputOf<'listChangeRequests', 'response'>): string =>
    toPageText(desk, page, {
      nothing: 'No change requests.',
      columns: [
        { title: 'id', cell: (row) => row.id },
        { title: 'state', cell: stateOf, tone: (row) => changeRequestTones[row.state] },
        { title: 'action', cell: (row) => row.action },
        { title: 'target', cell: (row) => row.target },
        { title: 'kinds', cell: (row) => row.kinds.join(', ') },
        { title: 'author', cell: (row) => row.author.key },
        { title: 'expires', cell: (row) => (row.state === 'pending' ? toDistance(row.expiresAt, desk.now()) : null) },
      ],
    })

const stateOf = ({ state, decision }: OutputOf<'listChangeRequests', 'response'>['items'][number]): string =>
  decision?.breakGlass === true ? `${state} (break-glass)` : state

export const toChangeRequestText =
  (desk: Desk) =>
  (request: ChangeRequestWithDifferences): string => {
    const { decision } = request
    const record = toRecord([
      ['Change request', request.id],
      ['State', stateOf(request)],
      ['Action', request.action],
      ['Target', `${request.target}, version ${request.targetVersion}`],
      ['Kinds', request.kinds.join(', ')],
      ['Account', request.account],
      ['Environment', request.environment],
      ['Author', `${request.author.key} of ${request.author.account}`],
      ['Reason', request.reason],
      ['Asked', toMoment(request.createdAt, desk.now())],
      ['Expires', toMoment(request.expiresAt, desk.now())],
      ['Decided by', decision && `${decision.key} of ${decision.account}`],
      ['Decided', decision && toMoment(decision.at, desk.now())],
      ['Because', decision && decision.reason],
    ])
    const lines = request.differences.map(({ member, before, after }) => printable(`${member}: ${toText(before)} → ${toText(after)}`))
    return [record, '', ...lines].join('\n')
  }

const toText = (value: unknown): string => {
  if (value === null) return '-'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export const toApprovalsText = ({ account, environment, kinds, inherited, version }: OutputOf<'getApprovalsPolicy', 'response'>): string =>
  toRecord([
    ['Account', account],
    ['Environment', environment],
    ['Four eyes for', kinds.join(', ') || 'nothing'],
    ['From above', inherited.join(', ')],
    ['Version', version],
  ])
