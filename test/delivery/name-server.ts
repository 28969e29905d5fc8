import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'

/** What the fixture knows of a name. */
export interface Zone {
  /** The names it leads to, one after the other; the addresses are those of the last. */
  readonly cnames?: readonly string[]
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
const typeCname = 5

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
  const names = zone.cnames ?? []
  const head = Buffer.from(question)
  head.writeUInt16BE(0x8580 | (zone.rcode ?? 0), 2)
  head.writeUInt16BE(names.length + addresses.length, 6)
  head.fill(0, 8, 12)
  const ttlSeconds = zone.ttlSeconds ?? 60
  const owners = [asked, ...names.map(toName)]
  const aliases = names.map((name, index) => toRecord({ owner: owners[index] ?? asked, type: typeCname, ttlSeconds }, toName(name)))
  const owner = owners.at(-1) ?? asked
  return Buffer.concat([head, ...aliases, ...addresses.map((address) => toRecord({ owner, type, ttlSeconds }, toBytes(type, address)))])
}

/** A pointer to the name that was asked for. */
const asked = Buffer.from([0xc0, 0x0c])

const toName = (name: string): Buffer =>
  Buffer.concat([...name.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1')), Buffer.alloc(1)])

const toBytes = (type: number, address: string): Buffer =>
  type === typeA ? Buffer.from(address.split('.').map(Number)) : toIpv6Bytes(address)

interface RecordHead {
  readonly owner: Buffer
  readonly type: number
  readonly ttlSeconds: number
}

function toRecord({ owner, type, ttlSeconds }: RecordHead, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10)
  fixed.writeUInt16BE(type, 0)
  fixed.writeUInt16BE(1, 2)
  fixed.writeUInt32BE(ttlSeconds, 4)
  fixed.writeUInt16BE(data.length, 8)
  return Buffer.concat([owner, fixed, data])
}

/** Of addresses with at most one `::`. */
function toIpv6Bytes(address: string): Buffer {
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter((word) => word !== ''))
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return Buffer.from([...head, ...zeros, ...tail].map((word) => word.padStart(4, '0')).join(''), 'hex')
}
