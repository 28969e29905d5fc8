/** Every code a problem of the API can carry. Codes are stable; titles are for people and may change. */
export const problemCodes = {
  malformed_json: { status: 400, title: 'The body is not valid JSON in UTF-8' },
  unauthenticated: { status: 401, title: 'A valid API key is needed' },
  forbidden: { status: 403, title: 'This key may not do that' },
  not_found: { status: 404, title: 'There is no such thing, or this key may not see it' },
  no_workflow: { status: 404, title: 'No workflow owns the notification' },
  method_not_allowed: { status: 405, title: 'The path knows other methods only' },
  body_timeout: { status: 408, title: 'The body did not arrive in time' },
  event_id_conflict: { status: 409, title: 'Another event was published under this id' },
  event_id_ambiguous: { status: 409, title: 'Several accounts have an event of this id' },
  notification_closed: { status: 409, title: 'The notification has ended' },
  wrong_state: { status: 409, title: 'The subscription is in a state that does not allow this' },
  version_mismatch: { status: 412, title: 'The subscription has changed since that version' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be plain application/json' },
  validation_failed: { status: 422, title: 'The request does not fit the contract' },
  card_data_refused: { status: 422, title: 'The event holds card data' },
  if_match_required: { status: 428, title: 'If-Match with the version is needed' },
  check_busy: { status: 429, title: 'A check of this endpoint is under way, or the account has too much open: try again in a moment' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  database_unavailable: { status: 503, title: 'The database does not answer: nothing was acknowledged, try again' },
  check_unavailable: { status: 503, title: 'This node cannot check endpoints' },
  temporal_unavailable: { status: 503, title: 'Temporal cannot be reached' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problemCodes
