import type { OutputOf } from '../contract/operation-types.js'
import type { Desk } from './cli.js'
import { toPageText } from './page.js'
import { toRecord } from './table.js'
import { toDistance, toMoment } from './times.js'

export const toMembersText =
  (desk: Desk) =>
  (page: OutputOf<'listMembers', 'response'>): string =>
    toPageText(desk, page, {
      nothing: 'No members. Give somebody a role: posthorn members create --help',
      columns: [
        { title: 'id', cell: (row) => row.id },
        { title: 'person', cell: (row) => row.person },
        { title: 'name', cell: (row) => row.name },
        { title: 'role', cell: (row) => row.role },
        { title: 'since', cell: (row) => toDistance(row.createdAt, desk.now()) },
      ],
    })

export const toMemberText =
  (desk: Desk) =>
  (member: OutputOf<'getMember', 'response'>): string =>
    toRecord([
      ['Member', member.id],
      ['Project', member.project],
      ['Person', member.person],
      ['Name', member.name],
      ['Role', member.role],
      ['Version', member.version],
      ['Since', toMoment(member.createdAt, desk.now())],
      ['Changed', toMoment(member.updatedAt, desk.now())],
    ])
