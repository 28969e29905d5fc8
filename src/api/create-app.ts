import type { RequestListener } from 'node:http'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { routes } from '../contract/routes.js'
import { mountConsole } from './console-page.js'
import type { ApiDeps } from './deps.js'
import { mountDocs } from './docs-page.js'
import { mountEgress } from './egress.js'
import { guardAnswers } from './guard-answers.js'
import { createHandlers } from './handlers/index.js'
import { mountJwks } from './jwks.js'
import { createAnswers, mountRoutes } from './mount.js'
import { mountProbes } from './probes.js'
import { Problem } from './problem.js'
import { handleProblems } from './problem-handler.js'
import { traceRequests } from './request-context.js'

/** The HTTP side of a node: the contract's routes, the probes and the documentation. It listens nowhere by itself. */
export function createApp(deps: ApiDeps): RequestListener {
  const trace = traceRequests(deps.log)
  const guard = guardAnswers(deps.publicUrl)
  const handleProblem = handleProblems(deps.log)
  const answers = createAnswers(createHandlers(deps), deps)
  const app = createExpress(handleProblem, (mountOn) => {
    mountRoutes(mountOn, answers)
    mountProbes(mountOn, deps)
    mountDocs(mountOn)
    mountConsole(mountOn)
    mountEgress(mountOn, deps)
    mountJwks(mountOn, deps)
  })
  const { path } = routes.publishEvent
  return (request, response) => {
    trace(request, response)
    // Publishing goes neither through the router nor past what is for browsers: each would be a twentieth of all a node does under load.
    if (request.method === 'POST' && request.url === path) {
      response.setHeader('x-content-type-options', 'nosniff')
      answers.publishEvent(request, response).catch((error: unknown) => {
        handleProblem(error, response)
      })
    } else {
      guard(request, response)
      app(request, response)
    }
  }
}

/** The HTTP side of a node without the API: only what looks after it. */
export function createProbes(deps: Pick<ApiDeps, 'log' | 'ready' | 'metricsText'>): RequestListener {
  const trace = traceRequests(deps.log)
  const app = createExpress(handleProblems(deps.log), (mountOn) => {
    mountProbes(mountOn, deps)
  })
  return (request, response) => {
    trace(request, response)
    app(request, response)
  }
}

function createExpress(handleProblem: (error: unknown, response: Response) => void, mount: (app: Express) => void): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  mount(app)
  app.use(() => {
    throw new Problem('not_found')
  })
  // eslint-disable-next-line max-params -- Express knows an error handler by its four parameters
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    handleProblem(error, response)
  })
  return app
}
