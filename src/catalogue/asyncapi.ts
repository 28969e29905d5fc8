import { blocks } from './blocks.js'
import { catalogue } from './catalogue.js'
import type { EventType, Json, JsonSchema } from './event-type.js'

const description = `What Posthorn sends to the endpoints of its subscribers: a POST with one event as JSON for each notification, signed (Standard Webhooks), repeated until the endpoint has confirmed.

Delivery is at least once and in no promised order: deduplicate by the header \`webhook-id\`, or by the dedupe key of the type.`

/** Every type as a message that Posthorn sends, in AsyncAPI 3. The same catalogue gives the same document. */
export function asyncApiDocument(): Json {
  const messages = Object.fromEntries(catalogue.map((entry) => [entry.type, toMessage(entry)]))
  return {
    asyncapi: '3.0.0',
    info: { title: 'Posthorn events', version: '1', description, license: { name: 'Apache-2.0' } },
    defaultContentType: 'application/json',
    channels: {
      endpoint: {
        address: null,
        title: 'The endpoint of a subscription',
        description: 'The URL that was registered.',
        messages: Object.fromEntries(catalogue.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
      },
    },
    operations: {
      notify: { action: 'send', channel: { $ref: '#/channels/endpoint' }, summary: 'Tell a subscriber of an event' },
    },
    components: {
      messages,
      schemas: { Envelope: envelope, WebhookHeaders: headers, ...sharedSchemas(), ...Object.fromEntries(catalogue.map(toDataSchema)) },
    },
  }
}

function toMessage({ type, description: summary, domain, dedupeKey, example }: EventType): Json {
  return {
    name: type,
    title: type,
    summary,
    description: `Dedupe key: ${dedupeKey.pointers.map((pointer) => `\`${pointer}\``).join(', ')}. ${dedupeKey.words}`,
    tags: [{ name: domain }],
    headers: { $ref: '#/components/schemas/WebhookHeaders' },
    payload: {
      allOf: [
        { $ref: '#/components/schemas/Envelope' },
        { type: 'object', properties: { type: { const: type }, data: { $ref: `#/components/schemas/${type}` } } },
      ],
    },
    examples: [{ payload: { ...anEnvelope, type, data: example } }],
  }
}

const text: JsonSchema = { type: 'string' }
const instant: JsonSchema = { type: 'string', format: 'date-time' }

const envelope: Json = {
  type: 'object',
  required: ['id', 'type', 'apiVersion', 'occurredAt', 'createdAt', 'environment', 'account', 'origin', 'data'],
  properties: {
    id: { type: 'string', description: 'The event id' },
    type: text,
    apiVersion: { type: 'string', description: 'The version of this envelope' },
    occurredAt: { ...instant, description: 'When it happened' },
    createdAt: { ...instant, description: 'When it was published' },
    environment: { type: 'string', enum: ['test', 'live'] },
    account: text,
    project: text,
    origin: { type: 'string', enum: ['bank', 'processor', 'network', 'system', 'user', 'api'] },
    actor: {
      type: 'object',
      description: 'Who caused it: a person, a program or a rule, by a reference of its publisher',
      required: ['kind', 'id'],
      properties: { kind: { type: 'string', enum: ['user', 'client', 'system'] }, id: text },
    },
    correlationId: text,
    resource: { type: 'string', description: 'What the event is about, in the words of its publisher' },
    sequence: { type: 'integer', description: 'The how-manieth event of that resource it is' },
    test: { type: 'boolean', description: 'A test that somebody asked for' },
    data: { type: 'object' },
  },
}

const headers: Json = {
  type: 'object',
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  properties: {
    'webhook-id': { type: 'string', description: 'The same on every attempt: deduplicate by it' },
    'webhook-timestamp': { type: 'string', description: 'When the attempt was made: seconds since 1970' },
    'webhook-signature': { type: 'string', description: 'HMAC-SHA256 over id.timestamp.body, as Standard Webhooks has it' },
    'posthorn-test': { type: 'string', const: 'true', description: 'There when the event is marked as a test' },
  },
}

const anEnvelope: Json = {
  id: 'evt_06f1zk3v8wa7hq3n5m1k8rj2ce',
  apiVersion: '2026-11-01',
  occurredAt: '2026-07-31T09:41:08.004Z',
  createdAt: '2026-07-31T09:41:08.120Z',
  environment: 'live',
  account: 'acc_06f1zhh0dk2m7t9w4xq8vb3nce',
  origin: 'processor',
  actor: { kind: 'client', id: 'settlement-job' },
}

const sharedSchemas = (): Json => Object.fromEntries(Object.entries(blocks).map(([name, schema]) => [name, pointToComponents(schema)]))

/** A reference of a schema in this document leads from the document's root. */
function toDataSchema({ type, schema }: EventType): [string, JsonSchema] {
  const { $schema: _dialect, $defs: _shared, ...own } = schema
  return [type, pointToComponents(own)]
}

const pointToComponents = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema
