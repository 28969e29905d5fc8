// npm run env-example: writes .env.example from the table of variables. A test says when it is out of date.
import { writeFileSync } from 'node:fs'
import { build } from './build.mjs'

await build()
const { toEnvExample } = await import('../dist/config-variables.js')
writeFileSync(new URL('../.env.example', import.meta.url), toEnvExample())
