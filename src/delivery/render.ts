import { findEventType } from '../catalogue/catalogue.js'
import type { OwedRow } from '../db/load-owed.js'
import type { Rendered } from '../domain/styles/styled-event.js'
import { renderStyle, type Style } from '../domain/styles/style.js'

/** What a receiver of this style gets. Native and in full it is the stored body itself: nothing is parsed or copied. */
export function renderNotification({ id, eventType, body, dataAt, priority, test }: OwedRow, style: Style): Rendered {
  const dataType = findEventType(eventType)?.dataType ?? 'transaction'
  return renderStyle({ notificationId: id, body, dataAt, priority, dataType, test }, style)
}
