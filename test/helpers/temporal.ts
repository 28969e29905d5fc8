import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Posthorn } from './posthorn.js'
import { temporalAddress, temporalBin } from './run.js'

const run = promisify(execFile)

/** Temporal's own command line on the namespace of the node: what an operator has at hand. Returns what it printed. */
export async function temporal({ namespace }: Pick<Posthorn, 'namespace'>, ...args: string[]): Promise<string> {
  const { stdout } = await run(temporalBin(), [...args, '--address', temporalAddress(), '--namespace', namespace], {
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout
}

/** The same, for commands that print JSON. */
export async function temporalJson<T>(posthorn: Pick<Posthorn, 'namespace'>, ...args: string[]): Promise<T> {
  return JSON.parse(await temporal(posthorn, ...args, '--output', 'json')) as T
}

export const signal = (posthorn: Pick<Posthorn, 'namespace'>, workflowId: string, name: string) =>
  temporal(posthorn, 'workflow', 'signal', '--workflow-id', workflowId, '--name', name)

/** A text and, since Temporal stores payloads in base64, everything that is hidden in it. */
export function revealed(text: string): string {
  const hidden = [...text.matchAll(/"([A-Za-z0-9+/]{4,}={0,2})"/g)].map(([, encoded]) =>
    Buffer.from(encoded ?? '', 'base64').toString('utf8'),
  )
  return [text, ...hidden].join('\n')
}
