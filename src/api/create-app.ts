import express, { type Express } from 'express'
import type { ApiDeps } from './deps.js'
import { mountDocs } from './docs-page.js'
import { createHandlers } from './handlers/index.js'
import { mountRoutes } from './mount.js'
import { mountProbes } from './probes.js'
import { Problem } from './problem.js'
import { handleProblems } from './problem-handler.js'
import { traceRequests } from './request-context.js'

/** The HTTP side of a node: the contract's routes, the probes and the documentation. It listens nowhere by itself. */
export function createApp(deps: ApiDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  app.use(traceRequests(deps.log))
  mountRoutes(app, createHandlers(deps), deps)
  mountProbes(app, deps)
  mountDocs(app)
  app.use(() => {
    throw new Problem('not_found')
  })
  app.use(handleProblems(deps.log))
  return app
}
