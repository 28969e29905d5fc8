import { Retention, RetentionQuery, SetRetention } from './retention.js'
import { byId, type Route } from './route.js'

export const retentionRoutes = {
  getRetention: {
    method: 'get',
    path: '/v1/accounts/{id}/retention',
    tag: 'retention',
    summary: 'What an account keeps, how long, and how far that has been applied',
    scope: 'retention:read',
    projectKeys: 'refused',
    params: byId,
    status: 200,
    response: Retention,
  },
  setRetention: {
    method: 'put',
    path: '/v1/accounts/{id}/retention',
    tag: 'retention',
    summary: 'Say how long to keep what; with a live key, for both environments',
    scope: 'retention:write',
    projectKeys: 'refused',
    params: byId,
    query: RetentionQuery,
    body: SetRetention,
    ifMatch: true,
    status: 200,
    response: Retention,
  },
} as const satisfies Record<string, Route>
