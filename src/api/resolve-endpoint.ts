import type { OutputOf } from '../contract/operation-types.js'
import { isAddressIn } from '../domain/client-address.js'
import { parseBlock } from '../domain/ip-address.js'
import type { ApiDeps } from './deps.js'

interface Registered {
  readonly url: string
  readonly fqdn: string | null
  readonly ipAddresses: readonly string[]
}

/** What the name of an endpoint leads to now, and which of it is not on its list (S0-14). */
export async function resolveEndpoint(
  resolve: ApiDeps['resolve'],
  { url, fqdn, ipAddresses }: Registered,
): Promise<OutputOf<'saveWebhook', 'response'>['resolution']> {
  const host = fqdn ?? new URL(url).hostname
  const resolved = await resolve(host)
  if (resolved.kind === 'failed') return { host, addresses: [], notListed: [], reason: resolved.reason }
  const addresses = [...resolved.addresses]
  const blocks = ipAddresses.flatMap((text) => {
    const parsed = parseBlock(text)
    return parsed.ok ? [parsed.block] : []
  })
  const notListed = blocks.length === 0 ? [] : addresses.filter((address) => !isAddressIn(address, blocks))
  return { host, addresses, notListed, reason: null }
}
