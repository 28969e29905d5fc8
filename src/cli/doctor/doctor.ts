import type { Command } from 'commander'
import { readConfig } from '../../config.js'
import type { Cli, Desk, GlobalOptions } from '../cli.js'
import { findAddress, findConnectionFile } from '../connection.js'
import { withExamples } from '../examples.js'
import type { Tone } from '../paint.js'
import { printable, toTable } from '../table.js'
import { checkApi } from './check-api.js'
import { checkDataDir, checkNodeVersion, checkVersion } from './check-host.js'
import { checkPostgres } from './check-postgres.js'
import { checkSealingKeys } from './check-sealing-keys.js'
import { checkTemporalBinary } from './check-temporal-binary.js'
import { checkTemporal, checkTemporalUi } from './check-temporal.js'
import type { Check, Finding, Ground } from './finding.js'

const checks: readonly Check[] = [
  checkVersion,
  checkNodeVersion,
  checkDataDir,
  checkApi,
  checkPostgres,
  checkSealingKeys,
  checkTemporalBinary,
  checkTemporal,
  checkTemporalUi,
]

const marks: Readonly<Record<Finding['state'], { mark: string; tone: Tone }>> = {
  ok: { mark: 'ok', tone: 'good' },
  warning: { mark: 'warning', tone: 'warn' },
  wrong: { mark: 'WRONG', tone: 'bad' },
  skipped: { mark: '-', tone: 'dim' },
}

/** `posthorn doctor` */
export function addDoctor(program: Command, cli: Cli): void {
  const command = program
    .command('doctor')
    .description('What is reachable, in which version, what is wrong and how to mend it; exit code 1 when something is wrong')
    .action(
      cli.task(async ({ desk, options }) => {
        const { ground, findings } = await inspectConfiguration(desk, options)
        const looked = await Promise.all(checks.map((check) => check(ground)))
        const report = { findings: [...findings, ...looked.flat()] }
        desk.show(report, toReportText(desk))
        return report.findings.some(({ state }) => state === 'wrong') ? 1 : 0
      }),
    )
  withExamples(command, 'doctor', 'doctor --url https://posthorn.example', 'doctor --json')
}

async function inspectConfiguration(desk: Desk, options: GlobalOptions): Promise<{ ground: Ground; findings: Finding[] }> {
  const { io } = desk
  const { POSTHORN_URL: _url, POSTHORN_API_KEY: _apiKey, ...ofNode } = io.env // ours: a node does not know them
  const read = readConfig(ofNode)
  const ground = {
    ...(await findAddress(options, io)),
    left: await findConnectionFile(io),
    configured: read.ok ? read : undefined,
  }
  return { ground, findings: read.ok ? toWarnings(read.warnings) : toProblems(read.problems) }
}

const toProblems = (problems: readonly string[]): Finding[] =>
  problems.map((found) => ({
    subject: 'Configuration',
    state: 'wrong',
    found,
    mend: 'see .env.example for every variable and what it accepts',
  }))

const toWarnings = (warnings: readonly string[]): Finding[] =>
  warnings.map((found) => ({ subject: 'Configuration', state: 'warning', found }))

const toReportText =
  (desk: Desk) =>
  ({ findings }: { findings: readonly Finding[] }): string => {
    const table = toTable<Finding>(
      [
        { title: 'what', cell: (row) => row.subject },
        { title: 'state', cell: (row) => marks[row.state].mark, tone: (row) => marks[row.state].tone },
        { title: 'found', cell: (row) => row.found },
      ],
      findings,
      desk.paint,
    )
    const remedies = new Set(findings.flatMap(({ subject, mend }) => (mend === undefined ? [] : [`  ${subject}: ${printable(mend)}`])))
    return remedies.size === 0 ? table : [table, '', desk.paint('bold', 'To mend it'), ...remedies].join('\n')
  }
