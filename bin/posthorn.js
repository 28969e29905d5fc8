#!/usr/bin/env node
import { existsSync } from 'node:fs'

const entry = new URL('../dist/cli/main.js', import.meta.url)
if (existsSync(entry)) await import(entry.href).then(({ main }) => main(process))
else {
  console.error('posthorn: not built yet: run npm start or npm run build first')
  process.exitCode = 1
}
