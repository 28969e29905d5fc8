import type { ApiDeps, Handler } from '../deps.js'
import { publishOne } from './publish-one.js'

/** 202 is answered after the commit only. */
export const publishEvent =
  (deps: ApiDeps): Handler<'publishEvent'> =>
  ({ body, rawBody, caller, context }) =>
    publishOne(deps, { caller, context }, { text: rawBody, event: body })
