import { toFailureView } from './failure-view.js'
import type { CliIo } from './io.js'
import { createProgram } from './program.js'

/** Runs one command line and leaves its exit code in `io.exitCode`. */
export async function main(io: CliIo): Promise<void> {
  io.stdout.on('error', ignoreMissingReader)
  let exitCode = 0
  try {
    await createProgram(io, (code) => (exitCode = code)).parseAsync(io.argv)
  } catch (error) {
    exitCode = report(error, io)
  }
  io.exitCode = exitCode
}

/** A program that asked for JSON gets its problem as JSON, where it reads the answer. */
function report(error: unknown, io: CliIo): number {
  const { exitCode, line, problem } = toFailureView(error)
  if (line === '') return exitCode
  if (io.argv.includes('--json')) io.stdout.write(JSON.stringify(problem) + '\n')
  else io.stderr.write(line + '\n')
  return exitCode
}

/** Whoever stopped reading is no failure of ours, and no reason to stop a node. */
function ignoreMissingReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
