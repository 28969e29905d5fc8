/** What a receiver verifies webhooks with: `posthorn/verify`. Needs Node alone. */
export { createVerifier, type VerifierOptions } from './create-verifier.js'
export { createExpressMiddleware, type MiddlewareOptions } from './express.js'
export { answerRefused, type RequestOptions, verifyRequest } from './node-http.js'
export { createReplayGuard, type ReplayGuardOptions, type Seen } from './replay-guard.js'
export type { HeaderSource } from './request-header.js'
export { type VerificationCode, VerificationError } from './verification-error.js'
export type { Profile, VerifiedWebhook, Verifier, WebhookRequest } from './verified-webhook.js'
