import { AuditPage, AuditQuery } from './audit.js'
import type { Route } from './route.js'

export const auditRoutes = {
  listAudit: {
    method: 'get',
    path: '/v1/audit',
    tag: 'audit',
    summary: 'Every change in one account, oldest first, each with its place in the chain',
    scope: 'audit:read',
    projectKeys: 'refused',
    query: AuditQuery,
    status: 200,
    response: AuditPage,
  },
} as const satisfies Record<string, Route>
