import { answer, answering } from '../peer.js'
import type { Behaviour } from './behaviour.js'

const here = ['127.0.0.1']
const closing = answering(answer(200, '', ['connection: close']))
const metadataRefused = 'refused: address not allowed: 169.254.169.254 is a link-local or metadata address'

/** Receivers whose name server is part of the trouble. */
export const names: readonly Behaviour[] = [
  {
    name: 'has a name server that is silent',
    zone: () => ({ silent: true }),
    // Who asks for a name while another does hears with it.
    says: /^(timeout: DNS: no answer within \d+ s|unreachable: DNS: name server did not answer)$/,
    untilDeadline: true,
  },
  { name: 'has no name', zone: () => undefined, says: 'unreachable: DNS: host not found' },
  { name: 'has a name server that fails', zone: () => ({ rcode: 2 }), says: 'unreachable: DNS: name server failure' },
  {
    name: 'has 1,000 addresses',
    zone: () => ({ a: Array.from({ length: 1_000 }, () => '127.0.0.1') }),
    says: 'unreachable: DNS: host has more than 64 addresses',
  },
  { name: 'has a public and a private address', zone: () => ({ a: [...here, '169.254.169.254'] }), says: metadataRefused },
  {
    name: 'has another address once it has been reached',
    answering: closing,
    zone: (opened) => ({ a: opened === 0 ? here : ['169.254.169.254'], ttlSeconds: 0 }),
    says: new RegExp(`^(confirmed: HTTP 200|${metadataRefused.replaceAll('.', '[.]')})$`),
  },
  { name: 'has a name with a TTL of 0', answering: closing, zone: () => ({ a: here, ttlSeconds: 0 }), says: 'confirmed: HTTP 200' },
]
