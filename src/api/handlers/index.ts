import type { ApiDeps, Handlers } from '../deps.js'
import { acknowledgeFeed } from './acknowledge-feed.js'
import { activateSubscription } from './activate-subscription.js'
import { checkSubscription } from './check-subscription.js'
import { certifyProject, goLiveProject } from './advance-project.js'
import { createAccount } from './create-account.js'
import { createApiKey } from './create-api-key.js'
import { createProject } from './create-project.js'
import { createSubscription } from './create-subscription.js'
import { deleteSubscription } from './delete-subscription.js'
import { getEventType } from './get-event-type.js'
import { getEvent } from './get-event.js'
import { getNotification } from './get-notification.js'
import { getSubscription } from './get-subscription.js'
import { listAttempts } from './list-attempts.js'
import { listAudit } from './list-audit.js'
import { listEventTypes } from './list-event-types.js'
import { listEvents } from './list-events.js'
import { listNotifications } from './list-notifications.js'
import { listSubscriptions } from './list-subscriptions.js'
import { pauseSubscription } from './pause-subscription.js'
import { publishBatch } from './publish-batch.js'
import { publishEvent } from './publish-event.js'
import { getAccount, listAccounts } from './read-accounts.js'
import { getApiKey, listApiKeys } from './read-api-keys.js'
import { getAttachment, listAttachments } from './read-attachments.js'
import { getProduct, listProducts } from './read-products.js'
import { getProject, listProjects } from './read-projects.js'
import { readFeed } from './read-feed.js'
import { reportUndelivered } from './report-undelivered.js'
import { resumeSubscription } from './resume-subscription.js'
import { revokeApiKey } from './revoke-api-key.js'
import { rotateSecret } from './rotate-secret.js'
import { cancelNotification, getWorkflow, replayNotification, retryNotificationNow } from './steer-notification.js'
import { updateAccount } from './update-account.js'
import { updateProject } from './update-project.js'
import { updateSubscription } from './update-subscription.js'
import { activateAttachment, createAttachment } from './write-attachments.js'
import { createProduct, updateProduct } from './write-products.js'

/** What does each operation of the contract; the compiler sees to it that none is missing. */
export const createHandlers = (deps: ApiDeps): Handlers => ({
  publishEvent: publishEvent(deps),
  publishBatch: publishBatch(deps),
  listEvents: listEvents(deps),
  getEvent: getEvent(deps),
  listEventTypes: listEventTypes(),
  getEventType: getEventType(),
  createSubscription: createSubscription(deps),
  listSubscriptions: listSubscriptions(deps),
  getSubscription: getSubscription(deps),
  updateSubscription: updateSubscription(deps),
  deleteSubscription: deleteSubscription(deps),
  activateSubscription: activateSubscription(deps),
  checkSubscription: checkSubscription(deps),
  pauseSubscription: pauseSubscription(deps),
  resumeSubscription: resumeSubscription(deps),
  rotateSecret: rotateSecret(deps),
  listNotifications: listNotifications(deps),
  getNotification: getNotification(deps),
  listAttempts: listAttempts(deps),
  getWorkflow: getWorkflow(deps),
  cancelNotification: cancelNotification(deps),
  retryNotificationNow: retryNotificationNow(deps),
  replayNotification: replayNotification(deps),
  reportUndelivered: reportUndelivered(deps),
  readFeed: readFeed(deps),
  acknowledgeFeed: acknowledgeFeed(deps),
  createAccount: createAccount(deps),
  listAccounts: listAccounts(deps),
  getAccount: getAccount(deps),
  updateAccount: updateAccount(deps),
  createProduct: createProduct(deps),
  listProducts: listProducts(deps),
  getProduct: getProduct(deps),
  updateProduct: updateProduct(deps),
  createProject: createProject(deps),
  listProjects: listProjects(deps),
  getProject: getProject(deps),
  updateProject: updateProject(deps),
  certifyProject: certifyProject(deps),
  goLiveProject: goLiveProject(deps),
  createAttachment: createAttachment(deps),
  listAttachments: listAttachments(deps),
  getAttachment: getAttachment(deps),
  activateAttachment: activateAttachment(deps),
  createApiKey: createApiKey(deps),
  listApiKeys: listApiKeys(deps),
  getApiKey: getApiKey(deps),
  revokeApiKey: revokeApiKey(deps),
  listAudit: listAudit(deps),
})
