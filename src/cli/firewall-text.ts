import type { Subscription } from '../contract/subscriptions.js'
import { printable } from './table.js'

/** An address that is registered for an endpoint, and thus one that deliveries may go to. */
export interface FirewallRule {
  readonly address: string
  readonly port: number
  readonly host: string
  readonly account: string
  readonly subscription: string
  readonly state: Subscription['state']
  readonly pinMode: Subscription['pinMode']
}

/** One for each registered address; none for what delivers nothing any more. */
export function toFirewallRules({ id, account, url, state, pinMode, ipAddresses }: Subscription): FirewallRule[] {
  if (state === 'disabled') return []
  const { hostname: host, port, protocol } = new URL(url)
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
  return ipAddresses.map((address) => ({ address, port: number, host, account, subscription: id, state, pinMode }))
}

const columns = ['address', 'port', 'host', 'account', 'subscription', 'state', 'pinMode'] as const

/** RFC 4180, with a header line; none of the values can hold a comma or a quote. */
export const toCsv = (rules: readonly FirewallRule[]): string =>
  [columns.join(','), ...rules.map((rule) => columns.map((column) => printable(rule[column])).join(','))].join('\n')

/** Sets for `nft -f`: loading it again replaces what is in them at once, and leaves the rules that use them alone. */
export function toNftables(rules: readonly FirewallRule[]): string {
  const of = (isIpv6: boolean) => distinct(rules.map(({ address }) => address).filter((address) => address.includes(':') === isIpv6))
  return [
    '# the registered addresses and ports of the receivers of Posthorn',
    'add table inet posthorn',
    ...toSet('receivers4', 'type ipv4_addr; flags interval; auto-merge;', of(false)),
    ...toSet('receivers6', 'type ipv6_addr; flags interval; auto-merge;', of(true)),
    ...toSet('receiver_ports', 'type inet_service;', distinct(rules.map(({ port }) => String(port)))),
  ].join('\n')
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort()

const toSet = (name: string, definition: string, elements: readonly string[]): string[] => [
  `add set inet posthorn ${name} { ${definition} }`,
  `flush set inet posthorn ${name}`,
  ...(elements.length > 0 ? [`add element inet posthorn ${name} { ${elements.join(', ')} }`] : []),
]
