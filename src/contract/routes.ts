import { accountRoutes } from './account-routes.js'
import { apiKeyRoutes } from './api-key-routes.js'
import { attachmentRoutes } from './attachment-routes.js'
import { auditRoutes } from './audit-routes.js'
import { changeRequestRoutes } from './change-request-routes.js'
import { clientCertificateRoutes } from './client-certificate-routes.js'
import { eventRoutes } from './event-routes.js'
import { eventTypeRoutes } from './event-type-routes.js'
import { feedRoutes } from './feed-routes.js'
import { memberRoutes } from './member-routes.js'
import { notificationRoutes } from './notification-routes.js'
import { productRoutes } from './product-routes.js'
import { projectRoutes } from './project-routes.js'
import { replayRoutes } from './replay-routes.js'
import { reportRoutes } from './report-routes.js'
import { retentionRoutes } from './retention-routes.js'
import type { Route } from './route.js'
import { scheduleRoutes } from './schedule-routes.js'
import { signingKeyRoutes } from './signing-key-routes.js'
import { simulationRoutes } from './simulation-routes.js'
import { subjectRoutes } from './subject-routes.js'
import { subscriptionRoutes } from './subscription-routes.js'

export type { Route }

/** The HTTP API as data: validation, types, OpenAPI and the client are derived from it. Dispatch follows this order: publishing first. */
export const routes = {
  ...eventRoutes,
  ...simulationRoutes,
  ...clientCertificateRoutes,
  ...subscriptionRoutes,
  ...scheduleRoutes,
  ...notificationRoutes,
  ...replayRoutes,
  ...reportRoutes,
  ...subjectRoutes,
  ...feedRoutes,
  ...eventTypeRoutes,
  ...accountRoutes,
  ...retentionRoutes,
  ...productRoutes,
  ...projectRoutes,
  ...memberRoutes,
  ...attachmentRoutes,
  ...changeRequestRoutes,
  ...apiKeyRoutes,
  ...signingKeyRoutes,
  ...auditRoutes,
} as const satisfies Record<string, Route>

export type Routes = typeof routes
export type OperationId = keyof Routes
