import { findEventType } from '../../catalogue/catalogue.js'
import type { Handler } from '../deps.js'
import { found } from '../problem.js'
import { toEventTypeDetails } from '../to-event-type.js'

export const getEventType =
  (): Handler<'getEventType'> =>
  ({ params }) =>
    Promise.resolve(toEventTypeDetails(found(findEventType(params.type))))
