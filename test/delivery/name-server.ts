import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'

/** What the fixture knows of a name. */
export interface Zone {
  readonly a?: readonly string[]
  readonly aaaa?: readonly string[]
  readonly ttlSeconds?: number
  /** RFC 1035 §4.1.1; 0 when absent. */
  readonly rcode?: number
  readonly silent?: boolean
}

export interface NameServer {
  /** `address:port`, for `dnsServers`. */
  readonly server: string
  asked(): readonly string[]
}

const typeA = 1
const typeAaaa = 28

/** Runs `use` with a small authoritative server over UDP; `lookUp` says what it knows, at the moment it is asked. */
export async function withNameServer<T>(lookUp: (name: string) => Zone | undefined, use: (server: NameServer) => Promise<T>): Promise<T> {
  const socket = createSocket('udp4')
  const asked: string[] = []
  socket.on('message', (question: Buffer, from: RemoteInfo) => {
    const { name, type, end } = readQuestion(question)
    const zone = lookUp(name)
    if (type === typeA) asked.push(name)
    if (zone?.silent !== true) socket.send(toReply(question.subarray(0, end), type, zone ?? { rcode: 3 }), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  try {
    return await use({ server: `127.0.0.1:${String(socket.address().port)}`, asked: () => asked })
  } finally {
    socket.close()
  }
}

function readQuestion(message: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = message[at]!; length > 0; length = message[at]!) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 }
}

function toReply(question: Buffer, type: number, zone: Zone): Buffer {
  const addresses = type === typeA ? (zone.a ?? []) : type === typeAaaa ? (zone.aaaa ?? []) : []
  const head = Buffer.from(question)
  head.writeUInt16BE(0x8580 | (zone.rcode ?? 0), 2)
  head.writeUInt16BE(addresses.length, 6)
  head.fill(0, 8, 12)
  return Buffer.concat([head, ...addresses.map((address) => toRecord(type, address, zone.ttlSeconds ?? 60))])
}

function toRecord(type: number, address: string, ttlSeconds: number): Buffer {
  const data = type === typeA ? Buffer.from(address.split('.').map(Number)) : toIpv6Bytes(address)
  const record = Buffer.alloc(12)
  record.writeUInt16BE(0xc00c, 0)
  record.writeUInt16BE(type, 2)
  record.writeUInt16BE(1, 4)
  record.writeUInt32BE(ttlSeconds, 6)
  record.writeUInt16BE(data.length, 10)
  return Buffer.concat([record, data])
}

/** Of addresses with at most one `::`. */
function toIpv6Bytes(address: string): Buffer {
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter((word) => word !== ''))
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return Buffer.from([...head, ...zeros, ...tail].map((word) => word.padStart(4, '0')).join(''), 'hex')
}
