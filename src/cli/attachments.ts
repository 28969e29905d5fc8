import { type Command, Option } from 'commander'
import { AttachmentState } from '../contract/attachments.js'
import type { OutputOf } from '../contract/operation-types.js'
import type { Cli } from './cli.js'
import { type EndOptions, toEndingText, toEndQuery, withEndOptions } from './ending.js'
import { withExamples } from './examples.js'
import { addIdCommand } from './id-command.js'
import { cursorOption, given, limitOption } from './options.js'
import { toAttachmentsText, toAttachmentText } from './project-text.js'

const exampleId = 'att_06f1zk3v8wq2m4x7c9d0r5t6ya'
const exampleProject = 'prj_06f1zk3v8wq2m4x7c9d0r5t6ya'

interface ListOptions {
  readonly state?: OutputOf<'getAttachment', 'response'>['state']
  readonly limit: number
  readonly cursor?: string
}

/** `posthorn attachments …` */
export function addAttachments(program: Command, cli: Cli): void {
  const attachments = program.command('attachments').description('Products that are attached to a project')
  addCreate(attachments, cli)
  addList(attachments, cli)
  addIdCommand(attachments, cli, {
    name: 'show',
    description: 'One attachment',
    ask: (client, id) => client.getAttachment({ id }),
    toText: toAttachmentText,
    example: exampleId,
  })
  addIdCommand(attachments, cli, {
    name: 'activate',
    description: 'Created to active',
    ask: (client, id) => client.activateAttachment({ id }),
    toText: toAttachmentText,
    example: exampleId,
  })
  addDetach(attachments, cli)
  withExamples(attachments, `attachments create ${exampleProject} prd_…`, `attachments list ${exampleProject}`)
}

function addCreate(attachments: Command, cli: Cli): void {
  const command = attachments
    .command('create <project> <product>')
    .description('Attach a product to a project')
    .action(
      cli.apiTask(async (client, { desk, args: [id = '', product = ''] }) => {
        desk.show(await client.createAttachment({ id, product }), toAttachmentText(desk))
      }),
    )
  withExamples(command, `attachments create ${exampleProject} prd_06f1zk4c2h8n3p6s9v1b7d5e0m`)
}

function addList(attachments: Command, cli: Cli): void {
  const command = attachments
    .command('list <project>')
    .description('The products of a project, newest first')
    .addOption(new Option('--state <state>', 'only this state').choices(AttachmentState.options))
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<ListOptions>(async (client, { desk, args: [id = ''], options: { state, limit, cursor } }) => {
        desk.show(await client.listAttachments({ id, ...given({ state, limit, cursor }) }), toAttachmentsText(desk))
      }),
    )
  withExamples(command, `attachments list ${exampleProject}`)
}

function addDetach(attachments: Command, cli: Cli): void {
  const command = withEndOptions(attachments.command('detach <id>').description('Remove a product from its project; history stays')).action(
    cli.apiTask<EndOptions>(async (client, { desk, args: [id = ''], options }) => {
      desk.show(await client.detachAttachment({ id, ...toEndQuery(options) }), toEndingText)
    }),
  )
  withExamples(command, `attachments detach ${exampleId} --pending drain --dry-run`, `attachments detach ${exampleId} --pending cancel`)
}
