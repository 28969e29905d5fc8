import type { OutputOf } from '../contract/operation-types.js'
import type { Desk } from './cli.js'
import { toPageText } from './page.js'
import { toRecord } from './table.js'
import { toDistance, toMoment } from './times.js'
import { attachmentTones, projectTones } from './tones.js'

export const toProjectsText =
  (desk: Desk) =>
  (page: OutputOf<'listProjects', 'response'>): string =>
    toPageText(desk, page, {
      nothing: 'No projects. Begin one: posthorn projects create --help',
      columns: [
        { title: 'id', cell: (row) => row.id },
        { title: 'name', cell: (row) => row.name },
        { title: 'account', cell: (row) => row.account },
        { title: 'environment', cell: (row) => row.environment },
        { title: 'status', cell: (row) => row.status, tone: (row) => projectTones[row.status] },
        { title: 'role', cell: (row) => row.role },
        { title: 'created', cell: (row) => toDistance(row.createdAt, desk.now()) },
      ],
    })

export const toProjectText =
  (desk: Desk) =>
  (project: OutputOf<'getProject', 'response'>): string =>
    toRecord([
      ['Project', project.id],
      ['Name', project.name],
      ['Account', project.account],
      ['Environment', project.environment],
      ['Status', project.status],
      ['Role', project.role],
      ['Version', project.version],
      ['Created', toMoment(project.createdAt, desk.now())],
      ['Changed', toMoment(project.updatedAt, desk.now())],
    ])

export const toAttachmentsText =
  (desk: Desk) =>
  (page: OutputOf<'listAttachments', 'response'>): string =>
    toPageText(desk, page, {
      nothing: 'No products are attached. Attach one: posthorn attachments create --help',
      columns: [
        { title: 'id', cell: (row) => row.id },
        { title: 'product', cell: (row) => row.product },
        { title: 'state', cell: (row) => row.state, tone: (row) => attachmentTones[row.state] },
        { title: 'webhook', cell: (row) => row.subscription },
        { title: 'created', cell: (row) => toDistance(row.createdAt, desk.now()) },
      ],
    })

export const toAttachmentText =
  (desk: Desk) =>
  (attachment: OutputOf<'getAttachment', 'response'>): string =>
    toRecord([
      ['Attachment', attachment.id],
      ['Project', attachment.project],
      ['Product', attachment.product],
      ['Account', attachment.account],
      ['State', attachment.state],
      ['Webhook', attachment.subscription],
      ['Version', attachment.version],
      ['Created', toMoment(attachment.createdAt, desk.now())],
      ['Changed', toMoment(attachment.updatedAt, desk.now())],
    ])
