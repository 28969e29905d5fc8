// npm run event-types: writes docs/event-types.md and docs/asyncapi.json from the catalogue. A test says when they are out of date.
import { writeFileSync } from 'node:fs'
import { build } from './build.mjs'

await build()
const { eventTypesPage } = await import('../dist/catalogue/page.js')
const { asyncApiDocument } = await import('../dist/catalogue/asyncapi.js')
writeFileSync(new URL('../docs/event-types.md', import.meta.url), eventTypesPage())
writeFileSync(new URL('../docs/asyncapi.json', import.meta.url), `${JSON.stringify(asyncApiDocument(), null, 2)}\n`)
