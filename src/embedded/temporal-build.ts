import { type ChildProcess, spawn } from 'node:child_process'
import { renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { signalGroup } from './processes.js'
import type { ObtainOptions } from './temporal-download.js'

const module = fileURLToPath(new URL('../../tools/temporal', import.meta.url))

/** Builds the server from source, as pinned by tools/temporal; Go fetches the modules and checks their sums. */
export async function buildTemporal({ target, version, tell, signal }: ObtainOptions): Promise<void> {
  const building = `${target}.${process.pid}.building`
  const ldflags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${version}`
  const args = ['build', '-v', '-trimpath', '-ldflags', ldflags, '-o', building, 'github.com/temporalio/cli/cmd/temporal']
  tell(`Temporal server ${version}: building it with Go (first time only, some minutes)`)
  try {
    await runGo(args, { tell, signal })
    renameSync(building, target)
  } finally {
    rmSync(building, { force: true })
  }
}

type RunOptions = Pick<ObtainOptions, 'tell' | 'signal'>

/** In a process group of its own: when the signal aborts, the compilers end with it. */
async function runGo(args: readonly string[], { tell, signal }: RunOptions): Promise<void> {
  const go = spawn('go', [...args], { cwd: module, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const end = (): void => {
    signalGroup(go, 'SIGKILL')
  }
  signal?.addEventListener('abort', end)
  try {
    await built(go, tell)
  } finally {
    signal?.removeEventListener('abort', end)
  }
}

function built(go: ChildProcess, tell: (line: string) => void): Promise<void> {
  const startedAt = Date.now()
  let packages = 0
  let last = ''
  go.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = text.trimEnd().split('\n')
    packages += lines.length
    last = lines.at(-1) ?? last
  })
  const ticker = setInterval(() => {
    tell(`Temporal server: building for ${Math.round((Date.now() - startedAt) / 1000)} s, ${packages} packages done`)
  }, 5_000)
  return new Promise<void>((resolve, reject) => {
    go.once('error', () => {
      reject(new Error('Go is not installed'))
    })
    go.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`go build failed: ${last.slice(0, 300)}`))
    })
  }).finally(() => {
    clearInterval(ticker)
  })
}
