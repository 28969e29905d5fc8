import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** What a process of the bench does when it is asked. */
export type Commands = Readonly<Record<string, (input: never) => unknown>>

interface Ask {
  readonly number: number
  readonly command: string
  readonly input: unknown
}

interface Answer {
  readonly number: number
  readonly value?: unknown
  readonly fault?: string
}

/** A process of the bench, seen from the one that started it. */
export interface Peer<Served extends Commands> {
  readonly pid: number
  ask<Name extends keyof Served & string>(command: Name, input: Parameters<Served[Name]>[0]): Promise<Awaited<ReturnType<Served[Name]>>>
  stop(): Promise<void>
}

/** Runs a program of the bench in a process of its own. It ends with us, however we end. */
export function startPeer<Served extends Commands>(program: URL): Peer<Served> {
  const child = fork(program, { execArgv: ['--import', 'tsx'], serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let asked = 0
  child.on('message', ({ number, value, fault }: Answer) => {
    const { resolve, reject } = waiting.get(number) ?? {}
    waiting.delete(number)
    if (fault === undefined) resolve?.(value)
    else reject?.(new Error(fault))
  })
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${program.pathname} ended with code ${code ?? '?'}`))
  })
  return {
    pid: child.pid ?? -1,
    ask: (command, input) =>
      new Promise<never>((resolve, reject) => {
        const number = ++asked
        waiting.set(number, { resolve: resolve, reject })
        child.send({ number, command, input } satisfies Ask, (error) => {
          if (error !== null) reject(error)
        })
      }),
    stop: () => endOf(child),
  }
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.disconnect()
  const killer = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await ended
  clearTimeout(killer)
}

/** The other side: answers what the parent asks, and ends when the parent is gone. */
export function serve(commands: Commands): void {
  process.on('message', ({ number, command, input }: Ask) => {
    void answerTo(commands, { number, command, input }).then((answer) => process.send?.(answer))
  })
  process.once('disconnect', () => process.exit())
  // the parent hears a Ctrl-C, too, and ends the stage in order
  process.on('SIGINT', () => undefined)
}

async function answerTo(commands: Commands, { number, command, input }: Ask): Promise<Answer> {
  try {
    const run = commands[command] as ((input: unknown) => unknown) | undefined
    if (run === undefined) throw new Error(`no command ${command}`)
    return { number, value: await run(input) }
  } catch (error) {
    return { number, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
