import type { RequestListener } from 'node:http'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { type OperationId, routes } from '../contract/routes.js'
import type { ApiDeps } from './deps.js'
import { mountDocs } from './docs-page.js'
import { createHandlers } from './handlers/index.js'
import { type Answer, createAnswers, mountRoutes } from './mount.js'
import { mountProbes } from './probes.js'
import { Problem } from './problem.js'
import { handleProblems } from './problem-handler.js'
import { traceRequests } from './request-context.js'

/** The HTTP side of a node: the contract's routes, the probes and the documentation. It listens nowhere by itself. */
export function createApp(deps: ApiDeps): RequestListener {
  const trace = traceRequests(deps.log)
  const handleProblem = handleProblems(deps.log)
  const answers = createAnswers(createHandlers(deps), deps)
  const app = createExpress(deps, { answers, handleProblem })
  const { path } = routes.publishEvent
  return (request, response) => {
    trace(request, response)
    // Publishing does not go through the router: that would be a twentieth of all a node does under load.
    if (request.method === 'POST' && request.url === path) {
      answers.publishEvent(request, response).catch((error: unknown) => {
        handleProblem(error, response)
      })
    } else app(request, response)
  }
}

interface Parts {
  readonly answers: Record<OperationId, Answer>
  readonly handleProblem: (error: unknown, response: Response) => void
}

function createExpress(deps: ApiDeps, { answers, handleProblem }: Parts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  mountRoutes(app, answers)
  mountProbes(app, deps)
  mountDocs(app)
  app.use(() => {
    throw new Problem('not_found')
  })
  // eslint-disable-next-line max-params -- Express knows an error handler by its four parameters
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    handleProblem(error, response)
  })
  return app
}
