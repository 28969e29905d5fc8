import { ChangeRequestWithDifferences } from './change-requests.js'
import { InstallClientCertificate, RequestClientCertificate } from './client-certificates.js'
import { byId, type Route } from './route.js'
import { Subscription } from './subscriptions.js'

const path = '/v1/subscriptions/{id}/client-certificate'
const shared = {
  path,
  tag: 'subscriptions',
  scope: 'subscriptions:write',
  projectKeys: 'their own',
  params: byId,
  status: 200,
  response: Subscription,
} as const

export const clientCertificateRoutes = {
  requestClientCertificate: {
    ...shared,
    method: 'post',
    summary: 'Make a key and the request (CSR) for its certificate; the active certificate stays active',
    body: RequestClientCertificate,
  },
  installClientCertificate: {
    ...shared,
    method: 'put',
    summary: 'Show the receiver this certificate from now on',
    body: InstallClientCertificate,
    pending: ChangeRequestWithDifferences,
  },
  removeClientCertificate: {
    ...shared,
    method: 'delete',
    summary: 'Show the receiver no certificate any more, and forget the request for one',
    pending: ChangeRequestWithDifferences,
  },
} as const satisfies Record<string, Route>
