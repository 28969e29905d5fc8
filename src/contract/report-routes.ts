import { UndeliveredQuery, UndeliveredReport } from './reports.js'
import type { Route } from './route.js'

export const reportRoutes = {
  reportUndelivered: {
    method: 'get',
    path: '/v1/reports/undelivered',
    tag: 'reports',
    summary: 'Did everybody get everything? Lists every event that is not confirmed by all who are owed it, oldest first',
    scope: 'notifications:read',
    projectKeys: 'refused',
    query: UndeliveredQuery,
    status: 200,
    response: UndeliveredReport,
  },
} as const satisfies Record<string, Route>
