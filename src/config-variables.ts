import { hostname } from 'node:os'
import { z } from 'zod'
import { caps } from './config-cap-variables.js'
import { egress } from './config-egress-variables.js'
import { blocks, sealingKeys } from './config-lists.js'
import { httpUrl, port, text, url, type Variable, variable, wholeNumber, yesOrNo } from './config-variable.js'

const roles = z
  .string()
  .transform((value) => value.split(',').map((role) => role.trim()))
  .refine((list) => list.every((role) => role === 'api' || role === 'worker'), 'must be a comma-separated list of api and worker')
  .transform((list) => ({ api: list.includes('api'), worker: list.includes('worker') }))

/** Any printable characters without spaces: operators bring keys of other systems. */
const apiKey = z.string().regex(/^[\x21-\x7e]{8,256}$/, 'must be 8 to 256 printable ASCII characters without spaces')

const node = {
  POSTHORN_ROLES: variable(roles.prefault('api,worker'), 'api,worker', 'What this node does: the HTTP API, the delivering, or both.'),
  POSTHORN_NODE_NAME: variable(
    text.max(100).default(hostname),
    '',
    'Name of this node in logs and in the table of nodes. Default: the host name.',
  ),
  POSTHORN_LOG_LEVEL: variable(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    'info',
    'trace, debug, info, warn, error, fatal or silent.',
  ),
  POSTHORN_DATA_DIR: variable(
    text.default('./data'),
    './data',
    'Where the embedded Postgres and Temporal, generated keys and the log file live.',
  ),
}

const http = {
  POSTHORN_HTTP_HOST: variable(text.default('127.0.0.1'), '127.0.0.1', 'Address the API listens on. 0.0.0.0 listens on all.'),
  POSTHORN_HTTP_PORT: variable(port.prefault('8080'), '8080', 'Port of the API. 0: any free one.'),
  POSTHORN_PUBLIC_URL: variable(httpUrl.optional(), '', 'Address under which others reach the API. Default: http://host:port.'),
  POSTHORN_TRUSTED_PROXIES: variable(
    blocks.prefault(''),
    '',
    'Addresses and CIDR blocks of proxies in front of the API whose X-Forwarded-For is believed, comma-separated.',
  ),
  POSTHORN_BODY_LIMIT_BYTES: variable(
    wholeNumber(1024, 16_777_216).prefault('262144'),
    '262144',
    'Largest body of a request; larger ones are answered 413.',
  ),
  POSTHORN_PUBLISHES_PER_SECOND: variable(
    wholeNumber(0, 1_000_000).prefault('10000'),
    '10000',
    'Publishing requests a second of one API key to this node; more are answered 429. A batch is one. 0: any number.',
  ),
  POSTHORN_SIMULATIONS_PER_SECOND: variable(
    wholeNumber(0, 1_000_000).prefault('5'),
    '5',
    'Simulated events a second of one account to this node; more are answered 429. 0: any number.',
  ),
  POSTHORN_REQUESTS_PER_SECOND: variable(
    wholeNumber(0, 1_000_000).prefault('500'),
    '500',
    'Other requests a second of one API key to this node; more are answered 429. 0: any number.',
  ),
  POSTHORN_ACTIVATION_CHECK: variable(
    z.enum(['required', 'report', 'none'], 'must be required, report or none').default('report'),
    'report',
    'The check of an endpoint at its activation, unless the request says otherwise. required: whatever fails refuses; report: URL, DNS and address refuse, the rest is told; none.',
  ),
  POSTHORN_EVENT_VALIDATION: variable(
    z.enum(['reject', 'warn', 'off'], 'must be reject, warn or off').default('reject'),
    'reject',
    'What becomes of an event whose data does not fit its type: reject, warn (accepted, the answer says what is wrong) or off.',
  ),
  POSTHORN_APPROVAL_HOURS: variable(
    wholeNumber(1, 720).prefault('72'),
    '72',
    'How long a change that needs four eyes waits for its approval, in hours.',
  ),
  POSTHORN_BOOTSTRAP_API_KEY: variable(apiKey.optional(), '', 'API key of the root account, instead of a generated one. A secret.'),
}

const postgres = {
  DATABASE_URL: variable(
    url(/^postgres(ql)?:\/\//, 'postgres://user:password@host:5432/posthorn').optional(),
    '',
    'Postgres 15 or later. Not set: an embedded one is started. A secret.',
  ),
  POSTHORN_DATABASE_POOL_MAX: variable(wholeNumber(2, 200).prefault('10'), '10', 'Most connections to Postgres of this node.'),
  POSTHORN_ALLOW_LOSSY_DATABASE: variable(
    yesOrNo.prefault('false'),
    'false',
    'DANGEROUS. true: start on a Postgres that may lose what was acknowledged (fsync, full_page_writes or synchronous_commit off).',
  ),
  POSTHORN_EMBEDDED_POSTGRES_PORT: variable(
    port.prefault('5433'),
    '5433',
    'Preferred port of the embedded Postgres; another is taken if it is busy.',
  ),
}

const temporal = {
  TEMPORAL_ADDRESS: variable(
    z
      .string()
      .regex(/^[^\s/]+:\d{1,5}$/, 'must be host:port')
      .optional(),
    '',
    'host:port of a Temporal server. Not set: an embedded one is started.',
  ),
  TEMPORAL_NAMESPACE: variable(
    text.default('default'),
    'default',
    'Namespace; it must exist and have the four search attributes Posthorn… (Keyword).',
  ),
  TEMPORAL_API_KEY: variable(text.optional(), '', 'API key for Temporal Cloud; switches TLS on. A secret.'),
  TEMPORAL_TLS: variable(yesOrNo.optional(), '', 'true: connect with TLS. Default: true if an API key or a certificate is given.'),
  TEMPORAL_TLS_SERVER_NAME: variable(text.optional(), '', 'Server name to verify, if it is not the one of TEMPORAL_ADDRESS.'),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: variable(text.optional(), '', 'PEM file of the authority that signed the server certificate.'),
  TEMPORAL_TLS_CLIENT_CERT_PATH: variable(text.optional(), '', 'PEM file of the client certificate (mutual TLS).'),
  TEMPORAL_TLS_CLIENT_KEY_PATH: variable(text.optional(), '', 'PEM file of its private key.'),
  POSTHORN_TEMPORAL_UI_URL: variable(httpUrl.optional(), '', 'Address of the Temporal UI, for links. Known for the embedded server.'),
  POSTHORN_TEMPORAL_BIN: variable(
    text.optional(),
    '',
    'The temporal executable of the embedded server. Default: found or fetched by npm start.',
  ),
  XDG_CACHE_HOME: variable(text.optional(), '', 'Where a fetched temporal executable is kept. Default: ~/.cache.'),
  POSTHORN_EMBEDDED_TEMPORAL_PORT: variable(port.prefault('7233'), '7233', 'Preferred port of the embedded Temporal server.'),
  POSTHORN_EMBEDDED_TEMPORAL_UI_PORT: variable(port.prefault('8233'), '8233', 'Preferred port of its UI.'),
}

const cardDataMode = z.enum(['reject', 'flag', 'off'], 'must be reject, flag or off')
const cardData = {
  POSTHORN_PAN_GUARD_LIVE: variable(
    cardDataMode.default('reject'),
    'reject',
    'Card numbers, CVVs, PINs and track data in events of live keys. reject: 422; flag: accepted with a warning; off: not looked for.',
  ),
  POSTHORN_PAN_GUARD_TEST: variable(cardDataMode.default('flag'), 'flag', 'The same for events of test keys.'),
}

const engine = {
  POSTHORN_BATCH_MAX: variable(
    wholeNumber(1, 256).prefault('256'),
    '256',
    'Most notifications that share a workflow under load. 1: always one workflow each.',
  ),
  POSTHORN_ATTEMPT_AHEAD: variable(
    yesOrNo.prefault('true'),
    'true',
    'true: the first attempt does not wait until Temporal has started the workflow.',
  ),
  POSTHORN_STARTS_IN_FLIGHT: variable(
    wholeNumber(1, 64).prefault('8'),
    '8',
    'Most workflow starts under way at a time. More starve the server under a burst.',
  ),
  POSTHORN_OWN_WORKFLOW_AFTER_MS: variable(
    wholeNumber(0, 86_400_000).prefault('60000'),
    '60000',
    'A notification that waits longer than this leaves a shared workflow for its own. Milliseconds.',
  ),
  POSTHORN_SCHEDULE_SPEED: variable(
    wholeNumber(1, 1_000_000).prefault('1'),
    '1',
    'How many times as fast schedules and deadlines go by: 1000 makes an hour 3.6 s. For rehearsals; keep 1 elsewhere.',
  ),
  POSTHORN_FAILING_AFTER_SECONDS: variable(
    wholeNumber(1, 2_592_000).prefault('3600'),
    '3600',
    'An endpoint that has confirmed nothing for so long, although it was asked to, is failing: its account is told.',
  ),
  POSTHORN_FAILING_AFTER_FAILURES: variable(
    wholeNumber(0, 100_000).prefault('20'),
    '20',
    'So is one that has failed so often in a row, over 10 s or longer. 0: however often.',
  ),
  POSTHORN_PAUSE_FAILING_AFTER_DAYS: variable(wholeNumber(0, 365).prefault('5'), '5', 'It is paused after so many days of that. 0: never.'),
  ...caps,
}

const days = wholeNumber(0, 36_500).prefault('0')
const retention = {
  POSTHORN_RETENTION_METADATA_DAYS: variable(
    days,
    '0',
    'How long events are kept with everything about them, in days, by accounts that say nothing of it, nor do those above. 0: for ever. The same on all nodes.',
  ),
  POSTHORN_RETENTION_PAYLOAD_DAYS: variable(days, '0', 'The same for the payloads of events alone.'),
  POSTHORN_RETENTION_ATTEMPT_BODIES_DAYS: variable(days, '0', 'The same for what receivers have answered.'),
  POSTHORN_RETENTION_EVERY_SECONDS: variable(
    wholeNumber(1, 86_400).prefault('3600'),
    '3600',
    'How often what is kept no longer is removed: the interval of a schedule in Temporal. The same on all nodes.',
  ),
}

const secretsAtRest = {
  POSTHORN_SEALING_KEY: variable(
    sealingKeys.optional(),
    '',
    'Seals secrets in the database: 32 bytes, base64. Several, separated by commas: the last one seals, the others open what they have sealed. Default: a key file in the data directory. A secret.',
  ),
}

export const variableGroups = {
  Node: node,
  'HTTP API': http,
  Postgres: postgres,
  Temporal: temporal,
  'What may be delivered to': egress,
  'Card data': cardData,
  Engine: engine,
  'What is kept, and how long': retention,
  'Secrets at rest': secretsAtRest,
} satisfies Record<string, Record<string, Variable<z.ZodType>>>

const table = { ...node, ...http, ...postgres, ...temporal, ...egress, ...cardData, ...engine, ...retention, ...secretsAtRest }
type Table = typeof table

const shape = Object.fromEntries(Object.entries(table).map(([name, { type }]) => [name, type])) as {
  [Name in keyof Table]: Table[Name]['type']
}

/** Every variable the process reads, as one schema: all mistakes are reported at once. */
export const Environment = z.object(shape)
export type Environment = z.infer<typeof Environment>

/** The text of `.env.example`: every variable with its meaning and default, commented out. */
export function toEnvExample(): string {
  const groups = Object.entries(variableGroups).map(([title, variables]) => {
    const lines = Object.entries(variables).map(([name, { doc, shown }]) => `# ${doc}\n#${name}=${shown}\n`)
    return `# --- ${title} ---\n\n${lines.join('\n')}`
  })
  return `# All variables Posthorn reads; none is needed for npm start. Generated by npm run env-example.\n# Copy what you need to a file .env beside it: npm start reads that, and what the environment says comes first.\n# Without npm: node --env-file=.env bin/posthorn.js up\n\n${groups.join('\n')}`
}
