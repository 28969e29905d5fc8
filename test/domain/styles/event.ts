import { findEventType } from '../../../src/catalogue/catalogue.js'
import { nativeBody } from '../../../src/engine/native-body.js'
import type { StoredEvent } from '../../../src/domain/styles/styled-event.js'

export interface Published {
  readonly type: string
  readonly dataText?: string
  readonly correlationId?: string
  readonly priority?: 'attended' | 'unattended'
  readonly test?: boolean
}

/** An event as publishing stores it. */
export function aStoredEvent({ type, dataText = '{}', correlationId, priority = 'unattended', test = false }: Published): StoredEvent {
  const none = { project: undefined, actor: undefined, resource: undefined } as const
  const times = { occurredAt: new Date('2026-01-05T10:00:00Z'), createdAt: new Date('2026-01-05T10:00:01.250Z') }
  const rest = { environment: 'live', account: 'acc_1', origin: 'bank', test, ...none } as const
  const native = nativeBody({ id: 'evt_1', type, ...times, ...rest, correlationId }, dataText)
  const dataType = findEventType(type)?.dataType ?? 'transaction'
  return { notificationId: 'ntf_06f1zk3v8wq2m4x7c9d0r5t6ya', priority, dataType, test, ...native }
}
