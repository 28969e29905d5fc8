// Bundles the console for browsers, into dist/console: one page, and assets whose names change with what is in them.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { digestOf, filesUnder, hasStamp } from './digest.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'dist', '.console-stamp')
/** The console itself, and what it imports. */
const sources = ['console', 'src/client', 'src/contract']

/** Whether dist/console was built from the sources as they are now. */
export const isConsoleBuilt = () => hasStamp(stampFile, stampOf())

/** Builds it when it is out of date. */
export async function buildConsole() {
  if (isConsoleBuilt()) return
  const stamp = stampOf()
  rmSync(stampFile, { force: true })
  const { build } = await import('vite')
  await build({
    configFile: false,
    root: join(root, 'console'),
    base: '/console/',
    logLevel: 'warn',
    build: {
      outDir: join(root, 'dist', 'console'),
      emptyOutDir: true,
      // nothing inline: the page's content security policy forbids it
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1_000,
      rolldownOptions: { onwarn },
    },
  })
  writeFileSync(stampFile, stamp)
}

/** "use client" is for servers that render React: there is none here. */
function onwarn(warning, warn) {
  if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
}

function stampOf() {
  const files = sources.flatMap((name) => filesUnder(join(root, name)))
  return digestOf([...files, join(root, 'package-lock.json')])
}
