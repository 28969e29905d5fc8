import { randomBytes } from 'node:crypto'
import type { OperationId } from '../../src/contract/routes.js'
import { toFeedCursor } from '../../src/db/feed.js'
import { eventually } from '../helpers/eventually.js'
import { aSigned } from '../delivery/certificates.js'
import { freshType } from '../helpers/scene.js'
import type { Place } from './places.js'
import { definition, sharedSubject, type Tenant } from './tenant.js'

/** Parameters, query and body of a request that succeeds. */
export interface Parts {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly ifMatch?: number
  /** Instead of the tenant's usual key. */
  readonly apiKey?: string
}

const type = 'test.thing.happened'
const url = 'https://own.example.com/hook'
const aDay = () => ({ from: new Date(Date.now() - 86_400_000).toISOString(), to: new Date().toISOString() })
const byId = (id: string) => ({ params: { id } })
const freshPerson = () => `${randomBytes(8).toString('hex')}@shop.example`
const byKid = async (own: Tenant) => ({ params: { kid: await own.signingKey() } })
const byType = (name: string) => ({ params: { type: name } })

export type Requests = Readonly<Record<OperationId, (own: Tenant) => Parts | Promise<Parts>>>

/** For each operation a request about the tenant's own things, each made for it: what the ids of another tenant are put into. */
export const requests: Requests = {
  publishEvent: () => ({ body: { type, data: {} } }),
  publishBatch: () => ({ body: { events: [{ type, data: {} }] } }),
  simulateEvent: ({ testKey }) => ({ apiKey: testKey, body: { type: 'payment.settled' } }),
  certifySubscription: async (own) => ({ apiKey: own.testKey, ...byId(await own.testSubscription()), body: { trial: 'good' } }),
  listEvents: () => ({}),
  getEvent: async ({ client }) => byId((await client.publishEvent({ type, data: {} })).id),
  createSubscription: () => ({ body: { url, eventTypes: [type], scope: 'descendants' } }),
  listSubscriptions: () => ({}),
  getSubscription: async (own) => byId(await own.subscription()),
  updateSubscription: async (own) => ({ ...byId(await own.subscription()), ifMatch: 1, body: { scope: 'descendants' } }),
  deleteSubscription: async (own) => byId(await own.subscription()),
  activateSubscription: async (own) => byId(await own.subscription()),
  checkSubscription: async (own) => byId(await own.subscription()),
  disableSubscription: async (own) => byId(await own.subscription('active')),
  listSubscriptionHistory: async (own) => byId(await own.subscription()),
  pauseSubscription: async (own) => byId(await own.subscription('active')),
  resumeSubscription: async (own) => byId(await own.subscription('paused')),
  rotateSecret: async (own) => ({ ...byId(await own.subscription()), body: {} }),
  requestClientCertificate: async (own) => ({ ...byId(await own.subscription()), body: {} }),
  installClientCertificate: async (own) => {
    const id = await own.subscription()
    const { clientCertificateRequest } = await own.client.requestClientCertificate({ id, subject: {} })
    return { ...byId(id), body: { chain: aSigned(clientCertificateRequest!.csr).cert } }
  },
  removeClientCertificate: async (own) => {
    const id = await own.subscription()
    await own.client.requestClientCertificate({ id, subject: {} })
    return byId(id)
  },
  listSchedules: () => ({}),
  getSchedule: () => ({ params: { name: 'payments-72h' } }),
  readFeed: async (own) => byId(await own.subscription('paused')),
  acknowledgeFeed: async (own) => {
    const notification = await own.heldNotification()
    const { subscription } = await own.client.getNotification({ id: notification })
    // as the feed gives it, which waits ten seconds for what is committed out of order
    return { ...byId(subscription), body: { cursor: toFeedCursor(subscription, notification) } }
  },
  listNotifications: () => ({}),
  getNotification: async (own) => byId(await own.notification()),
  listAttempts: async (own) => byId(await own.notification()),
  getWorkflow: async (own) => {
    const id = await own.notification()
    // the first attempt may be over before Temporal knows the workflow
    await eventually(() => own.client.getWorkflow({ id }))
    return byId(id)
  },
  cancelNotification: async (own) => byId(await own.heldNotification()),
  retryNotificationNow: async (own) => byId(await own.heldNotification()),
  replayNotification: async (own) => byId(await own.notification()),
  eraseSubject: () => ({ params: { ref: sharedSubject } }),
  createReplay: () => ({ body: { filter: aDay(), include: 'failed', reason: 'test' } }),
  listReplays: () => ({}),
  getReplay: async (own) => byId(await own.replay()),
  pauseReplay: async (own) => byId(await own.replay()),
  resumeReplay: async (own) => byId(await own.replay()),
  cancelReplay: async (own) => byId(await own.replay()),
  reportUndelivered: () => ({ query: { from: new Date(Date.now() - 3_600_000).toISOString() } }),
  createAccount: () => ({ body: { name: 'Below' } }),
  listAccounts: () => ({}),
  getAccount: async (own) => byId(await own.accountBelow()),
  updateAccount: async (own) => ({ ...byId(await own.accountBelow()), ifMatch: 1, body: { name: 'Renamed' } }),
  getRetention: async (own) => byId(await own.accountBelow()),
  setRetention: async (own) => ({ ...byId(await own.accountBelow()), ifMatch: 0, body: { payloadDays: 400 } }),
  createProduct: () => ({
    body: { code: `product-${randomBytes(8).toString('hex')}`, name: 'Product', supportsWebhooks: true, eventTypes: [] },
  }),
  listProducts: () => ({}),
  getProduct: async (own) => byId(await own.product()),
  updateProduct: async (own) => ({ ...byId(await own.product()), ifMatch: 1, body: { name: 'Renamed' } }),
  createProject: () => ({ body: { name: 'Project' } }),
  listProjects: () => ({}),
  getProject: async (own) => byId(await own.project()),
  updateProject: async (own) => ({ ...byId(await own.project()), ifMatch: 1, body: { name: 'Renamed' } }),
  certifyProject: async (own) => byId(await own.testedProject()),
  goLiveProject: async (own) => {
    const id = await own.testedProject()
    await own.client.certifyProject({ id })
    return byId(id)
  },
  createMember: async (own) => ({ ...byId(await own.project()), body: { person: freshPerson(), role: 'viewer' } }),
  listMembers: async (own) => byId((await own.member()).project),
  getMember: async (own) => byId((await own.member()).id),
  updateMember: async (own) => ({ ...byId((await own.member()).id), ifMatch: 1, body: { role: 'operator' } }),
  deleteMember: async (own) => byId((await own.member()).id),
  createAttachment: async (own) => ({ ...byId(await own.project()), body: { product: await own.product() } }),
  listAttachments: async (own) => byId((await own.attachment()).project),
  getAttachment: async (own) => byId((await own.attachment()).attachment),
  detachAttachment: async (own) => ({ ...byId((await own.attachment()).attachment), query: { pending: 'drain' } }),
  deleteProject: async (own) => ({ ...byId(await own.project()), query: { pending: 'cancel' } }),
  getWebhook: async (own) => byId((await own.attachment()).attachment),
  saveWebhook: async (own) => ({ ...byId((await own.attachment()).attachment), ifMatch: 0, body: { url, eventTypes: ['payment.*'] } }),
  activateAttachment: async (own) => byId((await own.attachment()).attachment),
  getApprovalsPolicy: async (own) => byId(await own.accountBelow()),
  setApprovalsPolicy: async (own) => ({ ...byId(await own.accountBelow()), ifMatch: 0, body: { kinds: ['url'] } }),
  listChangeRequests: () => ({}),
  getChangeRequest: async (own) => byId(await own.changeRequest()),
  approveChangeRequest: async (own) => byId(await own.changeRequest()),
  rejectChangeRequest: async (own) => byId(await own.changeRequest()),
  withdrawChangeRequest: async (own) => byId(await own.changeRequest(own.client)),
  breakGlass: async (own) => byId(await own.changeRequest()),
  createApiKey: () => ({ body: { name: 'key', scopes: ['events:read'] } }),
  listApiKeys: () => ({}),
  getCurrentKey: () => ({}),
  getApiKey: async (own) => byId(await own.key()),
  revokeApiKey: async (own) => byId(await own.key()),
  createSigningKey: async (own) => ({ body: { account: await own.accountBelow() } }),
  listSigningKeys: () => ({}),
  getSigningKey: byKid,
  rotateSigningKeys: async (own) => ({ body: { account: await own.accountBelow() } }),
  revokeSigningKey: byKid,
  listAudit: () => ({}),
  createEventType: ({ mark }) => ({ body: { type: freshType(), ...definition(mark) } }),
  listEventTypes: () => ({ query: { domain: 'custom' } }),
  getEventType: async (own) => byType(await own.eventType()),
  replaceEventType: async (own) => ({ ...byType(await own.eventType()), body: definition('changed') }),
  deleteEventType: async (own) => byType(await own.eventType()),
}

/** Places that the contract does not show: the events of a batch are validated one by one. */
export const morePlaces: Readonly<Partial<Record<OperationId, readonly Place[]>>> = {
  publishBatch: ['id', 'account'].map((name) => ({ part: 'body', path: ['events', 0, name] })),
  // elsewhere the word of a publisher, or of who filters by it
  createApiKey: [{ part: 'body', path: ['project'] }],
  listApiKeys: [{ part: 'query', path: ['project'] }],
}

/** What makes events. */
export const isPublishing = (operation: OperationId): boolean => operation.startsWith('publish') || operation === 'simulateEvent'

/** Ids that a caller makes up: two tenants may use the same. */
export const isChosen = (operation: OperationId, { part, path }: Place): boolean =>
  (isPublishing(operation) && part === 'body' && path.at(-1) === 'id') || operation === 'eraseSubject'

/** What a tenant is told of operations that are the platform's own. */
export const isPlatforms = (operation: OperationId): boolean => operation === 'createProduct' || operation === 'updateProduct'
