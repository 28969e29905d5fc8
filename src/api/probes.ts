import type { Express } from 'express'
import type { ApiDeps } from './deps.js'

/** What a load balancer and a scraper ask: alive, ready (with what is missing), metrics. None needs a key. */
export function mountProbes(app: Express, deps: Pick<ApiDeps, 'ready' | 'metricsText'>): void {
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  app.get('/readyz', async (_request, response) => {
    const { ready, checks } = await deps.ready()
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', checks })
  })
  app.get('/metrics', async (_request, response) => {
    response.type('text/plain; version=0.0.4; charset=utf-8').send(await deps.metricsText())
  })
}
