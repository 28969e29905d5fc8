import type { NewId } from '../crypto/ids.js'
import type { Endpoint } from '../delivery/endpoints.js'
import type { Signatory } from '../delivery/message.js'
import type { Sign, SignedRequest } from '../delivery/sign.js'
import { echoHeaders, echoValues } from '../domain/confirmation/echo.js'
import type { Answer, Judgement } from '../domain/delivery-types.js'
import { judge } from '../domain/judge.js'
import { renderStyle } from '../domain/styles/style.js'
import { nativeBody } from './native-body.js'

/** What one test.ping is about, however often it is sent. */
export interface PingFact {
  readonly id: string
  readonly event: string
  readonly at: Date
}

export const newFact = (newId: NewId, at: Date): PingFact => ({ id: newId('ntf'), event: newId('evt'), at })

export interface Ping {
  readonly id: string
  readonly message: SignedRequest & { readonly readsBody: boolean }
  readonly judge: (answer: Answer) => Judgement
  /** Where the body has a signature of its own. */
  readonly innerAt: number | undefined
}

export interface PingAsk {
  readonly account: string
  readonly environment: 'test' | 'live'
  readonly fact: PingFact
  readonly signedAt: Date
}

const DATA = '{"object":{"message":"Is this endpoint ready?"}}'

/** A test.ping in the style and with the signature of the subscription. It is no notification: nobody is owed it, nothing is stored. */
export async function toPing(
  sign: Sign,
  { account, environment, fact: { id, event: eventId, at }, signedAt }: PingAsk,
  endpoint: Signatory & Pick<Endpoint, 'style' | 'expectation'>,
): Promise<Ping> {
  const event = { id: eventId, type: 'test.ping', occurredAt: at, createdAt: at, environment, account, origin: 'system', test: true }
  const stored = nativeBody({ ...event, actor: undefined, project: undefined, correlationId: undefined, resource: undefined }, DATA)
  const { expectation, style } = endpoint
  const told = { notificationId: id, priority: 'unattended', dataType: 'object', test: event.test } as const
  const { body, headers, innerSignature } = renderStyle({ ...stored, ...told }, style)
  const values = () => echoValues({ id, ...stored })
  const message = {
    id,
    eventType: event.type,
    attempt: 1,
    stored: { ...stored, createdAt: at, keptBody: null },
    body,
    headers: { ...headers, ...echoHeaders(expectation, values) },
    innerSignature,
  }
  const request = await sign(message, endpoint, signedAt)
  return {
    id,
    message: { ...request, readsBody: expectation.body !== undefined },
    judge: (answer) => judge(answer, expectation, values),
    innerAt: innerSignature?.at,
  }
}
