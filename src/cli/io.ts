import type { Readable, Writable } from 'node:stream'

/** What the command line may touch of its process; tests hand in their own. `process` itself fits. */
export interface CliIo {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Readable
  readonly stdout: Writable & { readonly isTTY?: boolean }
  readonly stderr: Writable
  exitCode?: number | string | null | undefined
  cwd(): string
  exit(code: number): never
}
