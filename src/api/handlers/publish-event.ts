import type { ApiDeps, Handler } from '../deps.js'
import { publishParsed } from './publish-one.js'

/** 202 is answered after the commit only. */
export const publishEvent =
  (deps: ApiDeps): Handler<'publishEvent'> =>
  ({ body, rawBody, caller }) =>
    publishParsed(deps, caller, { text: rawBody, event: body })
