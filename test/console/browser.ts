import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome']
const install = 'apt-get update && apt-get install -y --no-install-recommends chromium'

/** A real browser: the Chromium of this machine, which is installed where there is none. */
export function startBrowser(): Promise<Browser> {
  const executablePath = findChromium() ?? installChromium()
  // its sandbox does not work for root, and what is shown here is ours
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args })
}

function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const inPath = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  return [process.env['POSTHORN_TEST_CHROMIUM'], ...inPath].find((path) => path !== undefined && existsSync(path))
}

function installChromium(): string {
  spawnSync('sh', ['-c', install], { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  const found = findChromium()
  if (found === undefined) throw new Error(`There is no Chromium: run "${install}", or name one with POSTHORN_TEST_CHROMIUM`)
  return found
}
