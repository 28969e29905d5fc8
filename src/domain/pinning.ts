import { isAddressIn } from './client-address.js'
import { type Block, parseBlock } from './ip-address.js'

/** Whether deliveries follow the registered addresses: not at all, with a remark in the attempt, or strictly (S0-14). */
export type PinMode = 'off' | 'warn' | 'enforce'

/** The registered addresses of one version of a subscription. */
export interface Pin {
  readonly mode: PinMode
  readonly blocks: readonly Block[]
}

/** What a program recognises an attempt by that met an address which is not registered. */
export const addressNotRegistered = 'address_not_registered'

/** From addresses and blocks as they were registered. */
export const toPin = (mode: PinMode, addresses: readonly string[]): Pin => ({
  mode,
  blocks: addresses.flatMap((text) => {
    const parsed = parseBlock(text)
    return parsed.ok ? [parsed.block] : []
  }),
})

/** Those of the addresses that are not registered. */
export const notRegistered = (addresses: readonly string[], { blocks }: Pin): string[] =>
  addresses.filter((address) => !isAddressIn(address, blocks))

/** Those of the addresses that may be dialled: with `enforce` registered ones only, also when that leaves none. */
export const dialable = (addresses: readonly string[], pin: Pin | undefined): readonly string[] =>
  pin?.mode === 'enforce' ? addresses.filter((address) => isAddressIn(address, pin.blocks)) : addresses

const shown = 8

/** "shop.example leads to 8.8.8.8: not on the list" */
export function toNotRegisteredText(host: string, addresses: readonly string[]): string {
  const more = addresses.length - shown
  return `${host} leads to ${addresses.slice(0, shown).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}: not on the list`
}

export interface Pinned {
  readonly pinMode: PinMode
  readonly url: string
  readonly fqdn: string | null
  readonly ipAddresses: readonly string[]
}

/** Why the registered addresses of a subscription cannot be followed; empty when they can (S0-16). */
export function faultsOfPinning({ pinMode, url, fqdn, ipAddresses }: Pinned): { readonly member: keyof Pinned; readonly reason: string }[] {
  if (pinMode === 'off') return []
  const { hostname } = new URL(url)
  const faults: ReturnType<typeof faultsOfPinning> = []
  if (ipAddresses.length === 0) {
    faults.push({ member: 'ipAddresses', reason: `pinMode "${pinMode}" needs at least one address; "off" says that none is followed` })
  }
  if (pinMode === 'enforce' && fqdn !== null && fqdn !== hostname) {
    faults.push({ member: 'fqdn', reason: `pinMode "enforce" calls the registered name: it must be the host of the URL, "${hostname}"` })
  }
  return faults
}
