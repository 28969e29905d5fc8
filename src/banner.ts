import { join } from 'node:path'
import type { Config } from './config.js'

export interface BannerOptions {
  readonly config: Config
  /** Shown this once: the database keeps its hash only. */
  readonly generatedKey: string | null
}

/** What a person needs to know of a node that runs: where things are, and the first API key. */
export function toBanner({ config, generatedKey }: BannerOptions): string {
  const { http, temporal, dataDir } = config
  const rows: [string, string][] = [
    ['API', http.publicUrl],
    ['Console', `${http.publicUrl}/console/`],
    ['Docs', `${http.publicUrl}/docs`],
    [
      'Temporal UI',
      temporal.uiUrl === null ? 'not known (POSTHORN_TEMPORAL_UI_URL)' : `${temporal.uiUrl}/namespaces/${temporal.namespace}/workflows`,
    ],
    ['Metrics', `${http.publicUrl}/metrics`],
    [
      'API key',
      generatedKey === null
        ? 'the one you have (POSTHORN_BOOTSTRAP_API_KEY, or shown at the first start)'
        : `${generatedKey}   shown this once`,
    ],
    ['Data and log', `${dataDir}, ${join(dataDir, 'posthorn.log')}`],
  ]
  const lines = rows.map(([name, value]) => `  ${name.padEnd(13)} ${value}`)
  return `\nPosthorn is ready\n\n${lines.join('\n')}\n\n${noteOf(config)}  Ctrl-C stops everything; the next start continues what was in flight.\n\n`
}

function noteOf({ egress }: Config): string {
  if (egress.local === 'deny') return ''
  const what = egress.local === 'loopback' ? 'this machine (127.0.0.1)' : 'this machine, its network and cloud metadata'
  return `  Endpoints on ${what} may be registered: not for production (POSTHORN_EGRESS_ALLOW_LOCAL_AND_METADATA).\n`
}
