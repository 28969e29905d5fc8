import { describe, expect, it } from '@jest/globals'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { Environment } from '../../src/config-variables.js'

interface Service {
  readonly image?: string
  readonly environment?: Record<string, string>
  readonly volumes?: string[]
  readonly configs?: { source: string }[]
  readonly healthcheck?: object
  readonly restart?: string
  readonly depends_on?: Record<string, { condition: string }>
  readonly deploy?: { replicas: number }
}

interface Compose {
  readonly services: Record<string, Service>
  readonly volumes: Record<string, unknown>
  readonly configs: Record<string, { readonly file: string }>
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as Compose
const services = Object.entries(compose.services)

/** Compose puts variables in: what it sees when the required ones are set. */
const interpolated = (value: string) =>
  value.replace(/\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g, (_, ...[name, other]: string[]) => other ?? sample[name ?? ''] ?? '')
const sample: Record<string, string> = {
  POSTGRES_PASSWORD: 'b0c4a1e2d7f95e33',
  POSTHORN_BOOTSTRAP_API_KEY: 'a-key-of-an-operator-0123456789abcdef',
  POSTHORN_SEALING_KEY: Buffer.from(Array.from({ length: 32 }, (_, i) => i * 7)).toString('base64'),
}

/** The specification names its schema by `id`, which draft 2019-09 does not know. */
function faultsOf(file: unknown): unknown {
  const {
    $schema: _draft,
    id: _id,
    ...schema
  } = JSON.parse(readFileSync('test/fixtures/compose-spec/compose_spec.json', 'utf8')) as object & {
    $schema: string
    id: string
  }
  const ajv = new Ajv2019({ allErrors: true, strict: false, validateFormats: false })
  ajv.removeKeyword('id')
  const validate = ajv.compile(schema)
  validate(file)
  return validate.errors ?? null
}

describe('docker-compose.yml', () => {
  it('is valid by the schema of the Compose Specification', () => {
    expect(faultsOf(compose)).toBeNull()
  })

  it.each([
    ['a member that no service has', { ports: undefined, port: '8080' }],
    ['a port that is none', { ports: [{ target: 'http' }] }],
    ['a health that is no condition', { depends_on: { postgres: { condition: 'healthy' } } }],
  ])('would be refused with %s', (_, mistake) => {
    const { posthorn } = compose.services
    expect(faultsOf({ ...compose, services: { ...compose.services, posthorn: { ...posthorn, ...mistake } } })).not.toBeNull()
  })

  it('refers only to services, volumes and configs that it defines', () => {
    for (const [, service] of services) {
      expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(Object.keys(service.depends_on ?? {})))
      expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining((service.volumes ?? []).map((volume) => volume.split(':')[0])))
      expect(Object.keys(compose.configs)).toEqual(expect.arrayContaining((service.configs ?? []).map(({ source }) => source)))
    }
    for (const { file } of Object.values(compose.configs)) expect(existsSync(file)).toBe(true)
  })

  it('waits for the health of a service only where one is checked, and for the end only of jobs', () => {
    for (const [name, { condition }] of services.flatMap(([, service]) => Object.entries(service.depends_on ?? {}))) {
      const service = compose.services[name]
      if (condition === 'service_healthy') expect(service?.healthcheck).toBeDefined()
      if (condition === 'service_completed_successfully') expect(service?.restart).toBe('on-failure')
    }
  })

  it('runs two nodes with settings that the node accepts', () => {
    const posthorn = compose.services['posthorn']
    const settings = Object.fromEntries(Object.entries(posthorn?.environment ?? {}).map(([name, value]) => [name, interpolated(value)]))
    expect(posthorn?.deploy?.replicas).toBe(2)
    expect(Object.keys(Environment.shape)).toEqual(expect.arrayContaining(Object.keys(settings)))
    expect(Environment.safeParse(settings).error?.issues).toBeUndefined()
  })

  it('uses the server without the legacy auto-setup, with every image pinned', () => {
    for (const image of services.map(([, service]) => service.image ?? '')) {
      expect(image).toMatch(/:\d+(\.\d+)*$/)
      expect(image).not.toContain('auto-setup')
    }
  })

  it('creates the search attributes by which operators find a notification', () => {
    const job = JSON.stringify(compose.services['temporal-namespace'])
    for (const name of ['PosthornAccount', 'PosthornSubscription', 'PosthornEvent', 'PosthornEventType']) expect(job).toContain(name)
  })
})
