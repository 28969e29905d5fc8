import type { PostOptions } from '../../../src/delivery/post.js'
import { aPolicy } from '../../domain/policies.js'
import { aCertificate } from '../certificates.js'
import { withNameServer } from '../name-server.js'
import { answer, answering, type Peer, withPeer } from '../peer.js'
import type { Behaviour, Issuer } from './behaviour.js'

/** Where the receivers of a table are, in its order, and what a client needs to reach them. */
export interface HostileReceivers {
  readonly urls: readonly string[]
  /** What each of them has been sent. */
  received(): readonly number[]
  /** `host:port` by commas, for the address policy. */
  readonly allow: string
  readonly dnsServers: readonly string[]
  readonly trustedAuthorities: readonly string[]
}

const hostOf = (index: number): string => `r${String(index)}.example.com`

/** Runs `use` with one receiver for each behaviour, under names that a name server of theirs knows. */
export async function withHostileReceivers<T>(table: readonly Behaviour[], use: (receivers: HostileReceivers) => Promise<T>): Promise<T> {
  const authority = aCertificate({ name: 'Test Authority', authority: true })
  const issuer: Issuer = {
    issued: (name, notAfter) => aCertificate({ name, issuer: authority, ...(notAfter ? { notAfter } : {}) }),
    selfSigned: (name) => aCertificate({ name }),
  }
  const peers: Peer[] = []
  const lookUp = (name: string) => {
    const index = table.findIndex((_, at) => hostOf(at) === name)
    const zone = table[index]?.zone ?? (() => ({ a: ['127.0.0.1'] }))
    return index < 0 ? undefined : zone(peers[index]?.opened() ?? 0)
  }
  const open = (index: number): Promise<T> => {
    const behaviour = table[index]
    if (behaviour) return withReceiver(behaviour, { issuer, host: hostOf(index) }, (peer) => (peers.push(peer), open(index + 1)))
    const places = peers.map(({ port }, at) => ({ place: `${hostOf(at)}:${String(port)}`, secure: table[at]?.secure === true }))
    return withNameServer(lookUp, ({ server }) =>
      use({
        urls: places.map(({ place, secure }) => `${secure ? 'https' : 'http'}://${place}/hook?token=canary`),
        received: () => peers.map((peer) => peer.received().length),
        allow: places.map(({ place }) => place).join(','),
        dnsServers: [server],
        trustedAuthorities: [authority.cert],
      }),
    )
  }
  return open(0)
}

/** For a client that reaches these receivers on loopback, and nothing else that is not public. */
export const toPostOptions = ({ allow, dnsServers, trustedAuthorities }: Omit<HostileReceivers, 'received'>): PostOptions => ({
  policy: aPolicy({ local: 'loopback', allow }),
  dnsServers,
  trustedAuthorities,
})

interface Setting {
  readonly issuer: Issuer
  readonly host: string
}

async function withReceiver<T>(behaviour: Behaviour, { issuer, host }: Setting, use: (peer: Peer) => Promise<T>): Promise<T> {
  const { answering: answers = answering(answer(200)), onOpen, tls, listens } = behaviour
  if (listens === false) return use(await withPeer(answers, (peer) => Promise.resolve(peer)))
  return withPeer(answers, use, { ...(onOpen ? { onOpen } : {}), ...(tls ? { tls: tls(issuer, host) } : {}) })
}
