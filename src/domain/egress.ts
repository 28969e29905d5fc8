import { type Block, parseBlock } from './ip-address.js'
import { localBlockAround } from './local-blocks.js'

/** Whether loopback, or everything local to the machine and its cloud (link-local, metadata), may be dialled. */
export type LocalAccess = 'deny' | 'loopback' | 'all'

/** What the operator lets the outbound client reach beyond public https endpoints. */
export interface EgressPolicy {
  readonly local: LocalAccess
  readonly allowHttp: boolean
  readonly cidrs: readonly Block[]
  /** `host:port`, lower case, IPv6 in brackets. */
  readonly hostPorts: ReadonlySet<string>
}

export interface EgressSettings {
  /** Comma-separated: CIDR blocks, addresses, host:port. */
  readonly allow: string
  readonly local: LocalAccess
  readonly allowHttp: boolean
}

export type ParsedEgressPolicy = { readonly ok: true; readonly policy: EgressPolicy } | { readonly ok: false; readonly reason: string }

/** The policy an operator wrote down, or the first mistake in it. Local blocks are refused here unless `local` opens them. */
export function parseEgressPolicy(settings: EgressSettings): ParsedEgressPolicy {
  const cidrs: Block[] = []
  const hostPorts = new Set<string>()
  for (const entry of entriesOf(settings.allow)) {
    const parsed = parseEntry(entry, settings.local)
    if (parsed.kind === 'invalid') return { ok: false, reason: parsed.reason }
    if (parsed.kind === 'block') cidrs.push(parsed.block)
    else hostPorts.add(parsed.hostPort)
  }
  return { ok: true, policy: { local: settings.local, allowHttp: settings.allowHttp, cidrs, hostPorts } }
}

const entriesOf = (allow: string): string[] =>
  allow
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

type Entry =
  | { readonly kind: 'block'; readonly block: Block }
  | { readonly kind: 'host-port'; readonly hostPort: string }
  | { readonly kind: 'invalid'; readonly reason: string }

function parseEntry(entry: string, local: LocalAccess): Entry {
  const hostPort = parseHostPort(entry)
  if (hostPort !== undefined) return { kind: 'host-port', hostPort }
  const parsed = parseBlock(entry)
  if (!parsed.ok) return { kind: 'invalid', reason: `${parsed.reason}; write a CIDR block, an address or host:port` }
  const around = localBlockAround(parsed.block)
  if (around !== undefined && !isLocalOpen(local, around.kind)) {
    return {
      kind: 'invalid',
      reason: `"${entry}" is ${around.what}: allowing it needs the separate switch for local and metadata addresses`,
    }
  }
  return { kind: 'block', block: parsed.block }
}

/** Canonical `host:port`, or undefined when the entry is something else (a bare IPv6 address, a CIDR block). */
function parseHostPort(entry: string): string | undefined {
  const match = /^([a-z0-9.-]+|\[[0-9a-f:.]+\]):(\d{1,5})$/i.exec(entry)
  if (match === null || Number(match[2]) < 1 || Number(match[2]) > 65_535) return undefined
  const host = match[1]?.toLowerCase()
  const url = `http://${host}/`
  return URL.canParse(url) && new URL(url).hostname === host ? `${host}:${Number(match[2])}` : undefined
}

/** Whether a local address of this kind may be dialled. */
export const isLocalOpen = (local: LocalAccess, kind: 'loopback' | 'machine'): boolean =>
  local === 'all' || (local === 'loopback' && kind === 'loopback')
