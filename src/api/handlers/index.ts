import type { OperationId } from '../../contract/routes.js'
import type { ApiDeps, Handler, Handlers } from '../deps.js'
import { acknowledgeFeed } from './acknowledge-feed.js'
import { activateSubscription } from './activate-subscription.js'
import { certifyProject, goLiveProject } from './advance-project.js'
import { certifySubscription } from './certify-subscription.js'
import { checkSubscription } from './check-subscription.js'
import { createAccount } from './create-account.js'
import { createApiKey } from './create-api-key.js'
import { createProject } from './create-project.js'
import { createReplay } from './create-replay.js'
import { createSigningKey } from './create-signing-key.js'
import { createSubscription } from './create-subscription.js'
import { createEventType, deleteEventType, replaceEventType } from './define-event-type.js'
import { deleteProject } from './delete-project.js'
import { deleteSubscription } from './delete-subscription.js'
import { disableSubscription } from './disable-subscription.js'
import { eraseSubject } from './erase-subject.js'
import { getCurrentKey } from './get-current-key.js'
import { getEventType } from './get-event-type.js'
import { getEvent } from './get-event.js'
import { getNotification } from './get-notification.js'
import { getSubscription } from './get-subscription.js'
import { detachAttachment } from './detach-attachment.js'
import { getWebhook } from './get-webhook.js'
import { listAttempts } from './list-attempts.js'
import { listAudit } from './list-audit.js'
import { listEventTypes } from './list-event-types.js'
import { listEvents } from './list-events.js'
import { listNotifications } from './list-notifications.js'
import { listSubscriptionHistory } from './list-subscription-history.js'
import { listSubscriptions } from './list-subscriptions.js'
import { pauseSubscription } from './pause-subscription.js'
import { publishBatch } from './publish-batch.js'
import { publishEvent } from './publish-event.js'
import { installClientCertificate, removeClientCertificate, requestClientCertificate } from './client-certificates.js'
import { getAccount, listAccounts } from './read-accounts.js'
import { getApiKey, listApiKeys } from './read-api-keys.js'
import { getAttachment, listAttachments } from './read-attachments.js'
import { readFeed } from './read-feed.js'
import { getMember, listMembers } from './read-members.js'
import { getProduct, listProducts } from './read-products.js'
import { getProject, listProjects } from './read-projects.js'
import { getSchedule, listSchedules } from './read-schedules.js'
import { getReplay, listReplays } from './read-replays.js'
import { getSigningKey, listSigningKeys } from './read-signing-keys.js'
import { saveWebhook } from './save-webhook.js'
import { reportUndelivered } from './report-undelivered.js'
import { getRetention, setRetention } from './retention.js'
import { resumeSubscription } from './resume-subscription.js'
import { revokeApiKey } from './revoke-api-key.js'
import { revokeSigningKey } from './revoke-signing-key.js'
import { rotateSecret } from './rotate-secret.js'
import { rotateSigningKeys } from './rotate-signing-keys.js'
import { cancelNotification, getWorkflow, replayNotification, retryNotificationNow } from './steer-notification.js'
import { cancelReplay, pauseReplay, resumeReplay } from './steer-replay.js'
import { simulateEvent } from './simulate-event.js'
import { updateAccount } from './update-account.js'
import { updateProject } from './update-project.js'
import { updateSubscription } from './update-subscription.js'
import { activateAttachment, createAttachment } from './write-attachments.js'
import { createMember, deleteMember, updateMember } from './write-members.js'
import { createProduct, updateProduct } from './write-products.js'
import { getApprovalsPolicy, setApprovalsPolicy } from './approvals-policy.js'
import { approveChangeRequest, breakGlass, rejectChangeRequest, withdrawChangeRequest } from './decide-change-request.js'
import { getChangeRequest, listChangeRequests } from './read-change-requests.js'

type Makers = { readonly [Op in OperationId]: (deps: ApiDeps) => Handler<Op> }

/** What does each operation of the contract; the compiler sees to it that none is missing. */
const makers: Makers = {
  publishEvent,
  publishBatch,
  simulateEvent,
  certifySubscription,
  listEvents,
  getEvent,
  createEventType,
  listEventTypes,
  getEventType,
  replaceEventType,
  deleteEventType,
  createSubscription,
  listSubscriptions,
  getSubscription,
  updateSubscription,
  deleteSubscription,
  activateSubscription,
  checkSubscription,
  pauseSubscription,
  disableSubscription,
  listSubscriptionHistory,
  resumeSubscription,
  requestClientCertificate,
  installClientCertificate,
  removeClientCertificate,
  rotateSecret,
  listSchedules,
  getSchedule,
  listNotifications,
  getNotification,
  listAttempts,
  getWorkflow,
  cancelNotification,
  retryNotificationNow,
  replayNotification,
  createReplay,
  listReplays,
  getReplay,
  pauseReplay,
  resumeReplay,
  cancelReplay,
  eraseSubject,
  reportUndelivered,
  readFeed,
  acknowledgeFeed,
  createAccount,
  listAccounts,
  getAccount,
  updateAccount,
  getRetention,
  setRetention,
  createProduct,
  listProducts,
  getProduct,
  updateProduct,
  createProject,
  listProjects,
  getProject,
  updateProject,
  certifyProject,
  goLiveProject,
  deleteProject,
  createMember,
  listMembers,
  getMember,
  updateMember,
  deleteMember,
  createAttachment,
  listAttachments,
  getAttachment,
  activateAttachment,
  detachAttachment,
  getWebhook,
  saveWebhook,
  getApprovalsPolicy,
  setApprovalsPolicy,
  listChangeRequests,
  getChangeRequest,
  approveChangeRequest,
  rejectChangeRequest,
  withdrawChangeRequest,
  breakGlass,
  createApiKey,
  listApiKeys,
  getApiKey,
  getCurrentKey,
  revokeApiKey,
  createSigningKey,
  listSigningKeys,
  getSigningKey,
  rotateSigningKeys,
  revokeSigningKey,
  listAudit,
}

/** The handlers of all operations. */
export const createHandlers = (deps: ApiDeps): Handlers =>
  Object.fromEntries(Object.entries(makers).map(([id, make]) => [id, make(deps)])) as unknown as Handlers
