import { type Command, Option } from 'commander'
import type { OutputOf } from '../contract/operation-types.js'
import { ProjectStatus } from '../contract/projects.js'
import type { Cli } from './cli.js'
import { type EndOptions, toEndingText, toEndQuery, withEndOptions } from './ending.js'
import { withExamples } from './examples.js'
import { addIdCommand, type IdCommand } from './id-command.js'
import { accountOption, cursorOption, given, ifVersionOption, limitOption } from './options.js'
import { toProjectsText, toProjectText } from './project-text.js'

const exampleId = 'prj_06f1zk3v8wq2m4x7c9d0r5t6ya'

type Project = OutputOf<'getProject', 'response'>

interface ListOptions {
  readonly account?: string
  readonly status?: Project['status']
  readonly limit: number
  readonly cursor?: string
}

/** `posthorn projects …` */
export function addProjects(program: Command, cli: Cli): void {
  const projects = program.command('projects').description('Projects of an account: testing, certified, live')
  addCreate(projects, cli)
  addList(projects, cli)
  addIdCommand(projects, cli, {
    name: 'show',
    description: 'One project',
    ask: (client, id) => client.getProject({ id }),
    toText: toProjectText,
    example: exampleId,
  })
  addRename(projects, cli)
  addDelete(projects, cli)
  for (const step of steps) addIdCommand(projects, cli, { ...step, toText: toProjectText, example: exampleId })
  withExamples(projects, "projects create 'Web shop'", `projects certify ${exampleId}`)
}

function addCreate(projects: Command, cli: Cli): void {
  const command = projects
    .command('create <name>')
    .description('Begin a project, in the environment of the key')
    .addOption(accountOption())
    .action(
      cli.apiTask<{ account?: string }>(async (client, { desk, args: [name = ''], options: { account } }) => {
        desk.show(await client.createProject({ name, ...given({ account }) }), toProjectText(desk))
      }),
    )
  withExamples(command, "projects create 'Web shop' --account acc_06f1zk3v8wq2m4x7c9d0r5t6ya")
}

function addList(projects: Command, cli: Cli): void {
  const command = projects
    .command('list')
    .description('Projects, newest first')
    .addOption(new Option('--status <status>', 'only this status').choices(ProjectStatus.options))
    .addOption(accountOption('only this account and those below'))
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<ListOptions>(async (client, { desk, options: { account, status, limit, cursor } }) => {
        desk.show(await client.listProjects(given({ account, status, limit, cursor })), toProjectsText(desk))
      }),
    )
  withExamples(command, 'projects list --status live')
}

function addRename(projects: Command, cli: Cli): void {
  const command = projects
    .command('rename <id> <name>')
    .description('Give a project another name')
    .addOption(ifVersionOption())
    .action(
      cli.apiTask<{ ifVersion?: number }>(async (client, { desk, args: [id = '', name = ''], options }) => {
        const ifMatch = options.ifVersion ?? (await client.getProject({ id })).version
        desk.show(await client.updateProject({ id, ifMatch, name }), toProjectText(desk))
      }),
    )
  withExamples(command, `projects rename ${exampleId} 'Web shop and till'`)
}

const steps: readonly { name: string; description: string; ask: IdCommand<Project>['ask'] }[] = [
  {
    name: 'certify',
    description: 'Testing to certified: needs an active webhook of a product and a delivered test event',
    ask: (client, id) => client.certifyProject({ id }),
  },
  { name: 'go-live', description: 'Certified to live: needs the environment live', ask: (client, id) => client.goLiveProject({ id }) },
]

function addDelete(projects: Command, cli: Cli): void {
  const command = withEndOptions(projects.command('delete <id>').description('End a project; history stays')).action(
    cli.apiTask<EndOptions>(async (client, { desk, args: [id = ''], options }) => {
      desk.show(await client.deleteProject({ id, ...toEndQuery(options) }), toEndingText)
    }),
  )
  withExamples(command, `projects delete ${exampleId} --pending drain --dry-run`, `projects delete ${exampleId} --pending cancel`)
}
