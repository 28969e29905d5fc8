import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface ObtainOptions {
  readonly target: string
  readonly version: string
  readonly tell: (line: string) => void
  /** Somebody wants this to end. */
  readonly signal?: AbortSignal | undefined
}

const connectWithinMs = 10_000
const stalledAfterMs = 15_000

/** Fetches the official release of this platform and checks it against the release's list of checksums. */
export async function downloadTemporal({ target, version, tell, signal }: ObtainOptions): Promise<void> {
  const name = archiveName(version)
  const release = `https://github.com/temporalio/cli/releases/download/v${version}`
  tell(`Temporal server ${version}: asking for the official download (first time only)`)
  const checksum = checksumOf(name, (await download(`${release}/checksums.txt`, { signal })).toString('utf8'))
  const archive = await download(`${release}/${name}`, { signal, progress: progressOf(tell) })
  if (createHash('sha256').update(archive).digest('hex') !== checksum) throw new Error(`${name} does not have the checksum of its release`)
  unpack(archive, target)
}

function archiveName(version: string): string {
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string]
  if (arch === undefined || !['linux', 'darwin'].includes(process.platform)) throw new Error(`none for ${process.platform}-${process.arch}`)
  return `temporal_cli_${version}_${process.platform}_${arch}.tar.gz`
}

function checksumOf(name: string, list: string): string {
  const line = list.split('\n').find((entry) => entry.trim().endsWith(name))
  const checksum = line?.split(/\s+/)[0]
  if (checksum === undefined) throw new Error(`${name} is not in the release's list of checksums`)
  return checksum
}

interface DownloadOptions extends Pick<ObtainOptions, 'signal'> {
  readonly progress?: (doneBytes: number, ofBytes: number) => void
}

async function download(url: string, { signal, progress }: DownloadOptions): Promise<Buffer> {
  const abort = new AbortController()
  signal?.addEventListener('abort', () => {
    abort.abort(signal.reason)
  })
  let timer = setTimeout(
    () => abort.abort(new Error(`no answer from ${new URL(url).host} within ${connectWithinMs / 1000} s`)),
    connectWithinMs,
  )
  try {
    const answer = await fetch(url, { signal: abort.signal })
    if (!answer.ok || answer.body === null) throw new Error(`${new URL(url).host} answered ${answer.status}`)
    const chunks: Uint8Array[] = []
    let doneBytes = 0
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      clearTimeout(timer)
      timer = setTimeout(() => abort.abort(new Error('the download stalled')), stalledAfterMs)
      chunks.push(chunk)
      doneBytes += chunk.length
      progress?.(doneBytes, Number(answer.headers.get('content-length') ?? 0))
    }
    return Buffer.concat(chunks)
  } catch (error) {
    if (abort.signal.aborted) throw abort.signal.reason
    throw error instanceof TypeError ? new Error(`${new URL(url).host} cannot be reached`) : error
  } finally {
    clearTimeout(timer)
  }
}

function progressOf(tell: (line: string) => void): (doneBytes: number, ofBytes: number) => void {
  let toldAt = Date.now()
  return (doneBytes, ofBytes) => {
    if (Date.now() - toldAt < 2_000) return
    toldAt = Date.now()
    tell(`Temporal server: ${Math.round(doneBytes / 1e6)} of ${Math.round(ofBytes / 1e6)} MB`)
  }
}

function unpack(archive: Buffer, target: string): void {
  const directory = mkdtempSync(join(dirname(target), 'download-'))
  try {
    writeFileSync(join(directory, 'archive.tar.gz'), archive)
    const { status } = spawnSync('tar', ['-xzf', 'archive.tar.gz', 'temporal'], { cwd: directory })
    if (status !== 0) throw new Error('the archive cannot be unpacked with tar')
    chmodSync(join(directory, 'temporal'), 0o755)
    renameSync(join(directory, 'temporal'), target)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
