import { spawn } from 'node:child_process'

const endsWithinMs = 5_000

/**
 * Runs a program to its end and returns its exit code. It is the first of a process group of its own: when the signal
 * aborts, it ends with all that it has started. Throws when it cannot be run, and when the signal has aborted.
 */
export async function run(command, args, { cwd, signal }) {
  signal.throwIfAborted()
  const child = spawn(command, args, { cwd, stdio: 'inherit', detached: true })
  let killing
  const end = () => {
    endGroup(child, 'SIGTERM')
    killing = setTimeout(endGroup, endsWithinMs, child, 'SIGKILL')
  }
  signal.addEventListener('abort', end)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', resolve)
    })
  } finally {
    clearTimeout(killing)
    signal.removeEventListener('abort', end)
    if (signal.aborted) endGroup(child, 'SIGKILL')
    signal.throwIfAborted()
  }
}

function endGroup({ pid }, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // nobody is left of it
  }
}
