import { describe, expect, it } from '@jest/globals'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toEnvExample, variableGroups } from '../src/config-variables.js'
import { readConfig } from '../src/config.js'
import { aCertificate } from './delivery/certificates.js'

const accept = (variables: Record<string, string>) => {
  const read = readConfig(variables)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return read
}
const problemsOf = (variables: Record<string, string>) => {
  const read = readConfig(variables)
  return read.ok ? [] : read.problems
}

describe('the configuration', () => {
  it('needs no variable at all: everything is embedded, on loopback', () => {
    const { config, secrets, warnings } = accept({})
    expect(config).toMatchObject({
      roles: { api: true, worker: true },
      http: { host: '127.0.0.1', port: 8080, publicUrl: 'http://127.0.0.1:8080' },
      database: { embedded: true },
      temporal: { embedded: true, namespace: 'default', tls: false },
      egress: { local: 'loopback', allowHttp: false },
      engine: { batchMax: 256, attemptAhead: true, openAttemptsPerNode: 512, openAttemptsPerAccount: 128 },
    })
    expect(secrets).toEqual({ databaseUrl: '' })
    expect(warnings).toEqual([])
  })

  it('reports all mistakes at once, each with its variable', () => {
    const problems = problemsOf({
      POSTHORN_HTTP_PORT: 'http',
      POSTHORN_BATCH_MAX: '257',
      POSTHORN_ROLES: 'api,cook',
      POSTHORN_LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://somewhere',
      TEMPORAL_ADDRESS: 'no port',
    })
    for (const name of [
      'POSTHORN_HTTP_PORT',
      'POSTHORN_BATCH_MAX',
      'POSTHORN_ROLES',
      'POSTHORN_LOG_LEVEL',
      'DATABASE_URL',
      'TEMPORAL_ADDRESS',
    ]) {
      expect(problems).toContainEqual(expect.stringMatching(new RegExp(`^${name} must be|^${name} Invalid`)))
    }
  })

  it('keeps everything for ever unless it is told otherwise, and no part of an event longer than the event', () => {
    expect(accept({}).config.retention).toEqual({ platform: { metadata: 0, payload: 0, attemptBodies: 0 }, everySeconds: 3_600 })
    const kept = { POSTHORN_RETENTION_METADATA_DAYS: '400', POSTHORN_RETENTION_PAYLOAD_DAYS: '90' }
    expect(accept(kept).config.retention.platform).toEqual({ metadata: 400, payload: 90, attemptBodies: 0 })
    expect(problemsOf({ ...kept, POSTHORN_RETENTION_METADATA_DAYS: '30' })).toEqual([
      'POSTHORN_RETENTION_PAYLOAD_DAYS must not be more than POSTHORN_RETENTION_METADATA_DAYS: with the metadata all of an event goes',
    ])
  })

  it('never repeats a secret in a problem', () => {
    expect(problemsOf({ POSTHORN_BOOTSTRAP_API_KEY: 'has a space', POSTHORN_SEALING_KEY: 'c2hvcnQ=' }).join()).not.toMatch(
      /has a space|c2hvcnQ/,
    )
  })

  it('takes an empty variable for one that is not set', () => {
    expect(accept({ POSTHORN_HTTP_PORT: '', DATABASE_URL: '' }).config.http.port).toBe(8080)
  })

  it('embeds nothing and lets nothing local be reached when both stores are given', () => {
    const { config, secrets } = accept({ DATABASE_URL: 'postgres://u:p@db/posthorn', TEMPORAL_ADDRESS: 'temporal:7233' })
    expect(config).toMatchObject({
      database: { embedded: false },
      temporal: { embedded: false, address: 'temporal:7233' },
      egress: { local: 'deny' },
    })
    expect(secrets.databaseUrl).toBe('postgres://u:p@db/posthorn')
    expect(JSON.stringify(config)).not.toContain('u:p')
  })

  it('connects to Temporal Cloud with TLS as soon as there is an API key, and refuses to send it in clear', () => {
    const cloud = { TEMPORAL_ADDRESS: 'ns.acct.tmprl.cloud:7233', TEMPORAL_API_KEY: 'temporal-key' }
    expect(accept(cloud)).toMatchObject({ config: { temporal: { tls: true } }, secrets: { temporalApiKey: 'temporal-key' } })
    expect(problemsOf({ ...cloud, TEMPORAL_TLS: 'false' })).toEqual([expect.stringContaining('TEMPORAL_TLS')])
  })

  it('reads certificate and key together, from files', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'posthorn-pem-')), 'client.pem')
    writeFileSync(file, 'PEM')
    const address = { TEMPORAL_ADDRESS: 'temporal:7233' }
    const both = { ...address, TEMPORAL_TLS_CLIENT_CERT_PATH: file, TEMPORAL_TLS_CLIENT_KEY_PATH: file }
    expect(accept(both).secrets).toMatchObject({ temporalTlsCert: 'PEM', temporalTlsKey: 'PEM' })
    expect(problemsOf({ ...address, TEMPORAL_TLS_CLIENT_CERT_PATH: file })).toEqual([expect.stringContaining('together')])
    expect(problemsOf({ ...both, TEMPORAL_TLS_CLIENT_KEY_PATH: '/nowhere.pem' })).toEqual([expect.stringContaining('cannot be read')])
  })

  it('takes an egress proxy, whose password is a secret and no part of a problem', () => {
    const url = 'http://posthorn:p%40ss@proxy.example:3128'
    const { config, secrets } = accept({ POSTHORN_EGRESS_PROXY_URL: url })
    const authorization = `Basic ${Buffer.from('posthorn:p@ss').toString('base64')}`
    expect(secrets.egressProxy).toEqual({ host: 'proxy.example', port: 3128, authorization, secureContext: undefined })
    expect(JSON.stringify(config)).not.toMatch(/p%40ss|p@ss/)
    expect(accept({ POSTHORN_EGRESS_PROXY_URL: 'https://[2001:db8::1]/' }).secrets.egressProxy).toMatchObject({
      host: '2001:db8::1',
      port: 443,
      authorization: undefined,
      secureContext: expect.anything(),
    })
    for (const wrong of ['socks5://p%40ss@proxy', 'http://a:p%40ss@proxy/path', 'http://a:p%40ss%@proxy', 'p%40ss'])
      expect(problemsOf({ POSTHORN_EGRESS_PROXY_URL: wrong })).toEqual([
        expect.stringMatching(/^POSTHORN_EGRESS_PROXY_URL must be a URL such as (?!.*p%40ss)/),
      ])
  })

  it('takes certificates for an https proxy only, together and in PEM', () => {
    const directory = mkdtempSync(join(tmpdir(), 'posthorn-pem-'))
    const fileOf = (name: string, content: string) => {
      writeFileSync(join(directory, name), content)
      return join(directory, name)
    }
    const { cert, key } = aCertificate({ name: 'posthorn' })
    const [POSTHORN_EGRESS_PROXY_CLIENT_CERT_PATH, POSTHORN_EGRESS_PROXY_CLIENT_KEY_PATH] = [fileOf('c', cert), fileOf('k', key)]
    const ours = { POSTHORN_EGRESS_PROXY_CLIENT_CERT_PATH, POSTHORN_EGRESS_PROXY_CLIENT_KEY_PATH }
    const secured = { POSTHORN_EGRESS_PROXY_URL: 'https://proxy.example' }
    expect(accept({ ...secured, ...ours, POSTHORN_EGRESS_PROXY_CA_PATH: fileOf('ca', cert) }).secrets.egressProxy).toMatchObject({
      port: 443,
    })
    expect(problemsOf({ ...secured, POSTHORN_EGRESS_PROXY_CLIENT_KEY_PATH })).toEqual([expect.stringContaining('together')])
    expect(problemsOf({ ...secured, ...ours, POSTHORN_EGRESS_PROXY_CLIENT_KEY_PATH: fileOf('x', 'x') })).toEqual([
      expect.stringContaining('PEM'),
    ])
    expect(problemsOf({ POSTHORN_EGRESS_PROXY_URL: 'http://proxy', ...ours })).toHaveLength(2)
  })

  it('refuses guessable secrets where nothing is embedded, without repeating them', () => {
    const deployed = { DATABASE_URL: 'postgres://posthorn:Posthorn@db/posthorn', TEMPORAL_ADDRESS: 'temporal:7233' }
    const problems = problemsOf({ ...deployed, POSTHORN_BOOTSTRAP_API_KEY: 'too-short-a-key', POSTHORN_SEALING_KEY: 'A'.repeat(43) + '=' })
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['POSTHORN_SEALING_KEY', 'POSTHORN_BOOTSTRAP_API_KEY', 'DATABASE_URL'])
    expect(problems.join()).not.toMatch(/too-short-a-key|AAAA|Posthorn@/)
    for (const password of ['changeme', 'p%6Fstgres'])
      expect(problemsOf({ ...deployed, DATABASE_URL: `postgres://u:${password}@db/p` })).toHaveLength(1)
    accept({ ...deployed, DATABASE_URL: 'postgres://posthorn:4f1d0c77b2@db/posthorn' })
    accept({ DATABASE_URL: deployed.DATABASE_URL })
    accept({ ...deployed, DATABASE_URL: 'postgres://posthorn:50%off-4f1d@db/posthorn' })
  })

  it('warns of a name it does not know, of a short key and of the dangerous switch', () => {
    const { warnings } = accept({
      POSTHORN_HTP_PORT: '1',
      POSTHORN_BOOTSTRAP_API_KEY: 'secret-key',
      POSTHORN_EGRESS_ALLOW_LOCAL_AND_METADATA: 'true',
    })
    expect(warnings).toHaveLength(3)
    expect(warnings.join()).not.toContain('secret-key')
  })

  it('refuses an egress list that cannot be understood', () => {
    expect(problemsOf({ POSTHORN_EGRESS_ALLOW: '10.0.0.0/99' })).toEqual([expect.stringMatching(/^POSTHORN_EGRESS_ALLOW /)])
  })

  it('publishes the addresses that deliveries come from, and refuses what is none', () => {
    const { config } = accept({ POSTHORN_EGRESS_ADDRESSES: '198.51.100.7, 2001:db8:1::/48' })
    expect(config.egress.addresses.map(({ cidr }) => cidr)).toEqual(['198.51.100.7', '2001:db8:1::/48'])
    expect(problemsOf({ POSTHORN_EGRESS_ADDRESSES: 'egress.example' })).toEqual([
      expect.stringMatching(/^POSTHORN_EGRESS_ADDRESSES must be/),
    ])
  })

  it('takes name servers with and without a port, and refuses what is none', () => {
    const { config } = accept({ POSTHORN_DNS_SERVERS: '10.0.0.53,[2001:db8::53]:5353,10.0.0.54:53' })
    expect(config.egress.dnsServers).toEqual(['10.0.0.53', '[2001:db8::53]:5353', '10.0.0.54:53'])
    for (const wrong of ['dns.example', '10.0.0.53,', '2001:db8::53:53x'])
      expect(problemsOf({ POSTHORN_DNS_SERVERS: wrong })).toEqual([expect.stringMatching(/^POSTHORN_DNS_SERVERS must be addresses/)])
  })

  it('documents every variable in .env.example, which is in sync', () => {
    expect(readFileSync(new URL('../.env.example', import.meta.url), 'utf8')).toBe(toEnvExample())
  })

  it('shows the defaults it really has', () => {
    const shown = Object.values(variableGroups).flatMap((group) =>
      Object.entries(group).flatMap(([name, { shown }]) => (shown === '' ? [] : [[name, shown] as const])),
    )
    const { config } = accept({})
    expect(accept(Object.fromEntries(shown.filter(([name]) => name !== 'TEMPORAL_ADDRESS'))).config).toEqual(config)
  })
})
