// Writes docs/openapi.json from the contract; with --check it only says whether the file is in step.
import { readFileSync, writeFileSync } from 'node:fs'
import { build } from './build.mjs'

const file = new URL('../docs/openapi.json', import.meta.url)

await build()
const { openApiDocument } = await import('../dist/contract/openapi.js')
const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`

if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text) {
  console.error('posthorn: docs/openapi.json differs from the contract: run npm run openapi')
  process.exitCode = 1
}
