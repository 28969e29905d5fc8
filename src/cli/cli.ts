import type { Command } from 'commander'
import { type Client, createClient } from '../client/client.js'
import { type ConnectionOptions, findConnection } from './connection.js'
import { nameAddress } from './failure-view.js'
import type { CliIo } from './io.js'
import { createPaint, type Paint, wantsColour } from './paint.js'

export interface GlobalOptions extends ConnectionOptions {
  readonly json?: true
  /** Why something is changed, for the audit. */
  readonly reason?: string
}

/** What a command has to work with, besides the API. */
export interface Desk {
  readonly io: CliIo
  readonly json: boolean
  readonly paint: Paint
  readonly now: () => Date
  readonly print: (line: string) => void
  /** Prints an answer: as the JSON it is for programs, as text for people. */
  readonly show: <T>(answer: T, toText: (answer: T) => string) => void
}

export interface Ask<Options> {
  readonly desk: Desk
  readonly args: readonly string[]
  readonly options: Options & GlobalOptions
  readonly command: Command
}

/** What a command does; a number is its exit code. */
export type Task<Options> = (ask: Ask<Options>) => Promise<number | undefined>
export type ApiTask<Options> = (client: Client, ask: Ask<Options>) => Promise<number | undefined>

/** Turns tasks into commander actions. */
export interface Cli {
  readonly task: <Options = object>(task: Task<Options>) => (...args: unknown[]) => Promise<void>
  /** The same with a client of the API; without an address or a key the task is not begun. */
  readonly apiTask: <Options = object>(task: ApiTask<Options>) => (...args: unknown[]) => Promise<void>
}

export function createCli(io: CliIo, ended: (exitCode: number) => void): Cli {
  const task: Cli['task'] =
    <Options>(work: Task<Options>) =>
    async (...args: unknown[]) => {
      const command = args.at(-1) as Command
      const options = command.optsWithGlobals<Options & GlobalOptions>()
      ended((await work({ desk: toDesk(io, options.json === true), args: command.args, options, command })) ?? 0)
    }
  const apiTask: Cli['apiTask'] = <Options>(work: ApiTask<Options>) =>
    task<Options>(async (ask) => {
      const connection = await findConnection(ask.options, io)
      endWithoutReader(io)
      try {
        return await work(createClient({ ...connection, reason: ask.options.reason }), ask)
      } catch (error) {
        throw nameAddress(error, connection.baseUrl)
      }
    })
  return { task, apiTask }
}

/** `posthorn … | head` closes its end early: nobody waits for the rest. */
function endWithoutReader(io: CliIo): void {
  io.stdout.once('error', () => io.exit(0))
}

function toDesk(io: CliIo, json: boolean): Desk {
  const print = (line: string): void => void io.stdout.write(line + '\n')
  return {
    io,
    json,
    paint: createPaint(!json && wantsColour(io)),
    now: () => new Date(),
    print,
    show: (answer, toText) => {
      print(json ? JSON.stringify(answer) : toText(answer))
    },
  }
}
