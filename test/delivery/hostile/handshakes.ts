import type { Behaviour } from './behaviour.js'

const yesterday = (): Date => new Date(Date.now() - 86_400_000)

/** Receivers that fail at TLS. */
export const handshakes: readonly Behaviour[] = [
  {
    name: 'stalls the handshake',
    secure: true,
    onOpen: (socket) => socket.resume(),
    says: 'timeout: TLS: handshake not finished within {deadline}',
    untilDeadline: true,
  },
  {
    name: 'does not speak TLS',
    secure: true,
    onOpen: (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
    says: 'unreachable: TLS: the port does not speak TLS',
  },
  {
    name: 'closes during the handshake',
    secure: true,
    onOpen: (socket) => socket.once('data', () => socket.destroy()),
    says: 'unreachable: TLS: connection closed during the handshake',
  },
  {
    name: 'has a certificate that has expired',
    secure: true,
    tls: ({ issued }, host) => issued(host, yesterday()),
    says: 'unreachable: TLS: certificate has expired',
  },
  {
    name: 'has a certificate for another name',
    secure: true,
    tls: ({ issued }) => issued('other.example.com'),
    says: 'unreachable: TLS: certificate is for another host name',
  },
  {
    name: 'has a certificate that is self-signed',
    secure: true,
    tls: ({ selfSigned }, host) => selfSigned(host),
    says: 'unreachable: TLS: certificate is self-signed',
  },
  {
    name: 'speaks TLS 1.1 only',
    secure: true,
    tls: ({ issued }, host) => ({ ...issued(host), minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    says: 'unreachable: TLS: TLS 1.2 or newer is not supported',
  },
  {
    name: 'has a certificate chain of 150 KB',
    secure: true,
    tls: ({ issued }, host) => {
      const { cert, key } = issued(host)
      return { key, cert: cert + issued('filler.example.com').cert.repeat(400) }
    },
    says: 'unreachable: TLS: certificate chain is too long',
  },
]
