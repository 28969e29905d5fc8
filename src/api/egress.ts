import type { Express } from 'express'
import type { ApiDeps } from './deps.js'

/** Where deliveries come from, at `/egress.json`: what receivers let through their firewalls. It needs no key. */
export function mountEgress(app: Express, { egressAddresses }: Pick<ApiDeps, 'egressAddresses'>): void {
  const answer = { addresses: egressAddresses.map(({ cidr }) => cidr) }
  app.get('/egress.json', (_request, response) => {
    response.set('cache-control', 'max-age=300').json(answer)
  })
}
