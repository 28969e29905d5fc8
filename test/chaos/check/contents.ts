import { Webhook } from 'standardwebhooks'
import type { Acknowledged, Evidence, Finding, Received } from './evidence.js'

/** Farther from the receiver's clock than this a customer's library refuses a request. */
const TOLERANCE_SECONDS = 300

/** Every request is one of ours, carries exactly the bytes that were published and stored, and is signed. */
export function checkContents(evidence: Evidence): Finding[] {
  const eventOf = new Map(evidence.notifications.map(({ notification, event }) => [notification, event]))
  const bodyOf = new Map(evidence.events.map(({ event, body }) => [event, body]))
  const acknowledged = new Map(evidence.acknowledged.map((one) => [one.event, one]))
  const webhook = new Webhook(evidence.secret)
  return evidence.received.flatMap((request): Finding[] => {
    const event = eventOf.get(request.notification) ?? ''
    const stored = bodyOf.get(event)
    if (stored === undefined)
      return [{ kind: 'unknown request', subject: request.notification, detail: 'the database knows no such notification' }]
    const body = Buffer.from(request.body, 'base64')
    const faults = [alteration(body, { stored, published: acknowledged.get(event) }), forgery(request, body, webhook)]
    return faults.flatMap((fault) => (fault === undefined ? [] : [{ ...fault, subject: request.notification }]))
  })
}

type Fault = Omit<Finding, 'subject'>

function alteration(body: Buffer, original: { stored: string; published: Acknowledged | undefined }): Fault | undefined {
  if (!body.equals(Buffer.from(original.stored)))
    return { kind: 'altered', detail: `the receiver got ${shown(body)}, stored is ${shown(original.stored)}` }
  const data = original.published?.data
  if (data === undefined || original.stored.endsWith(`,"data":${data}}`)) return undefined
  return { kind: 'altered', detail: `published was ${shown(data)}, sent was ${shown(original.stored)}` }
}

// Its verify() compares with the clock of now; what is checked here arrived minutes ago.
function forgery(request: Received, body: Buffer, webhook: Webhook): Fault | undefined {
  const seconds = Number(request.timestamp)
  if (!(Math.abs(request.at / 1000 - seconds) < TOLERANCE_SECONDS))
    return { kind: 'bad signature', detail: `timestamp ${request.timestamp} is out of tolerance` }
  const signature = webhook.sign(request.notification, new Date(seconds * 1000), body.toString('utf8'))
  return request.signature.split(' ').includes(signature) ? undefined : { kind: 'bad signature', detail: request.signature }
}

const shown = (text: Buffer | string): string => JSON.stringify(text.toString().slice(0, 300))
