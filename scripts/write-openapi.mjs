// Writes docs/openapi.json from the contract: node scripts/write-openapi.mjs. A test keeps it in step.
import { writeFileSync } from 'node:fs'
import { build } from './build.mjs'

await build()
const { openApiDocument } = await import('../dist/contract/openapi.js')
writeFileSync(new URL('../docs/openapi.json', import.meta.url), `${JSON.stringify(openApiDocument(), null, 2)}\n`)
