import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Express } from 'express'
import { guardPage } from './guard-page.js'

/** Where scripts/build.mjs puts the console. */
const built = fileURLToPath(new URL('../../dist/console', import.meta.url))

/**
 * The console for browsers at `/console`: the same page for all its addresses, and its assets, whose names change with what is in them.
 * Throws when it was not built.
 */
export function mountConsole(app: Express): void {
  const page = readFileSync(join(built, 'index.html'), 'utf8')
  const root = join(built, 'assets')
  app.use('/console', guardPage())
  for (const name of readdirSync(root)) {
    app.get(`/console/assets/${name}`, (_request, response) => {
      response.sendFile(name, { root, immutable: true, maxAge: '1y' })
    })
  }
  app.get(['/console', '/console/{*place}'], (request, response, next) => {
    if (request.path.startsWith('/console/assets/')) next()
    else response.set('cache-control', 'no-cache').type('html').send(page)
  })
}
