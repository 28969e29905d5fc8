import { type Command, Option } from 'commander'
import { ProjectRole } from '../contract/members.js'
import type { OutputOf } from '../contract/operation-types.js'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'
import { addIdCommand } from './id-command.js'
import { toMembersText, toMemberText } from './member-text.js'
import { cursorOption, given, ifVersionOption, limitOption } from './options.js'

const exampleId = 'mbr_06f1zk3v8wq2m4x7c9d0r5t6ya'
const exampleProject = 'prj_06f1zk3v8wq2m4x7c9d0r5t6ya'

type Role = OutputOf<'getMember', 'response'>['role']

interface ListOptions {
  readonly role?: Role
  readonly limit: number
  readonly cursor?: string
}
interface UpdateOptions {
  readonly role?: Role
  readonly name?: string
  readonly ifVersion?: number
}

const roleOption = (description: string) => new Option('--role <role>', description).choices(ProjectRole.options)

/** `posthorn members …` */
export function addMembers(program: Command, cli: Cli): void {
  const members = program.command('members').description('Who works on a project, in which role')
  addCreate(members, cli)
  addList(members, cli)
  addIdCommand(members, cli, {
    name: 'show',
    description: 'One member',
    ask: (client, id) => client.getMember({ id }),
    toText: toMemberText,
    example: exampleId,
  })
  addUpdate(members, cli)
  addDelete(members, cli)
  withExamples(members, `members create ${exampleProject} ali@shop.example --role developer`, `members list ${exampleProject}`)
}

function addCreate(members: Command, cli: Cli): void {
  const command = members
    .command('create <project> <person>')
    .description('Give somebody a role: an e-mail address, or an id of your own directory')
    .addOption(roleOption('what the member may do').makeOptionMandatory())
    .option('--name <name>', 'as others know the person')
    .action(
      cli.apiTask<{ role: Role; name?: string }>(async (client, { desk, args: [id = '', person = ''], options: { role, name } }) => {
        desk.show(await client.createMember({ id, person, role, ...given({ name }) }), toMemberText(desk))
      }),
    )
  withExamples(command, `members create ${exampleProject} ali@shop.example --role developer --name 'Ali Tan'`)
}

function addList(members: Command, cli: Cli): void {
  const command = members
    .command('list <project>')
    .description('The members of a project, newest first')
    .addOption(roleOption('only this role'))
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<ListOptions>(async (client, { desk, args: [id = ''], options: { role, limit, cursor } }) => {
        desk.show(await client.listMembers({ id, ...given({ role, limit, cursor }) }), toMembersText(desk))
      }),
    )
  withExamples(command, `members list ${exampleProject} --role administrator`)
}

function addUpdate(members: Command, cli: Cli): void {
  const command = members
    .command('update <id>')
    .description('Give a member another role or name: within 5 s it holds for the keys of the member')
    .addOption(roleOption('what the member may do from now on'))
    .option('--name <name>', 'as others know the person')
    .addOption(ifVersionOption())
    .action(
      cli.apiTask<UpdateOptions>(async (client, { desk, args: [id = ''], options: { role, name, ifVersion } }) => {
        const ifMatch = ifVersion ?? (await client.getMember({ id })).version
        desk.show(await client.updateMember({ id, ifMatch, ...given({ role, name }) }), toMemberText(desk))
      }),
    )
  withExamples(command, `members update ${exampleId} --role viewer`)
}

function addDelete(members: Command, cli: Cli): void {
  const command = members
    .command('delete <id>')
    .description('Remove somebody from a project: within 5 s the keys of the member end')
    .action(
      cli.apiTask(async (client, { desk, args: [id = ''] }) => {
        await client.deleteMember({ id })
        if (!desk.json) desk.print(`${id} removed`)
      }),
    )
  withExamples(command, `members delete ${exampleId} --reason 'has left'`)
}
