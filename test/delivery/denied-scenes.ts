/**
 * Runs in a network namespace of its own, where public and denied addresses are all this machine's, and everything that
 * is dialled is answered: prints what came of each scene, every address that was dialled, and every one that was reached.
 */
import { subscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { createPost, type Post, type PostRequest } from '../../src/delivery/post.js'
import { aPolicy } from '../domain/policies.js'
import { until } from '../helpers/eventually.js'
import { aRequest, outcomeOf } from './asking.js'
import { withNameServer, type Zone } from './name-server.js'

export interface Told {
  /** Scene and outcome of each of its POSTs. */
  readonly outcomes: readonly (readonly [scene: string, ...outcomes: string[]])[]
  readonly dialled: readonly string[]
  readonly reached: readonly string[]
  /** What was reached when it was dialled past the policy. */
  readonly control: readonly string[]
}

const open4 = '93.184.215.14'
const open6 = '2606:4700::6810:84e5'
const port = 8080

const zones: Readonly<Record<string, Zone>> = {
  'a.example.com': { a: [open4] },
  'aaaa.example.com': { aaaa: [open6] },
  'chain.example.com': { cnames: ['edge.example.net', 'node7.example.org'], a: [open4] },
  'a-denied.example.com': { a: ['10.0.0.5'] },
  'a-loopback.example.com': { a: ['127.0.0.1'] },
  'a-unspecified.example.com': { a: ['0.0.0.0'] },
  'a-metadata.example.com': { a: ['169.254.169.254'] },
  'a-shared.example.com': { a: ['100.64.0.1'] },
  'aaaa-loopback.example.com': { aaaa: ['::1'] },
  'aaaa-unspecified.example.com': { aaaa: ['::'] },
  'aaaa-unique-local.example.com': { aaaa: ['fd00:ec2::254'] },
  'aaaa-mapped.example.com': { aaaa: ['::ffff:a00:5'] },
  'aaaa-6to4.example.com': { aaaa: ['2002:a00:5::1'] },
  'aaaa-nat64.example.com': { aaaa: ['64:ff9b::a00:5'] },
  'mixed.example.com': { a: [open4, '10.0.0.5'] },
  'mixed-families.example.com': { a: [open4], aaaa: ['fd00:ec2::254'] },
  'chain-denied.example.com': { cnames: ['edge.example.net', 'printer.internal'], a: ['10.0.0.5'] },
  'chain-mixed.example.com': { cnames: ['edge.example.net'], a: ['10.0.0.5', open4] },
}

const literals = [
  '127.0.0.1',
  '10.0.0.5',
  '169.254.169.254',
  '[::1]',
  '[::ffff:a00:5]',
  '[fd00:ec2::254]',
  '[2002:a00:5::1]',
  '[64:ff9b::a00:5]',
]
const redirects = ['http://10.0.0.5:8080/', 'http://127.0.0.1:8080/', 'http://a-denied.example.com:8080/', '//169.254.169.254:8080/']

const told = { outcomes: [] as [string, ...string[]][], dialled: [] as string[], reached: [] as string[], control: [] as string[] }
const urlOf = (host: string) => `http://${host}:${String(port)}/hook`
const rebinding: { address: string } = { address: open4 }
const lookUp = (name: string): Zone | undefined =>
  name === 'rebinding.example.com' ? { a: [rebinding.address], ttlSeconds: 0 } : zones[name]

/** Answers whatever is dialled; a path that names a place redirects there. */
function answer(socket: Socket): void {
  told.reached.push((socket.localAddress ?? '').replace('::ffff:', ''))
  socket
    .on('error', () => undefined)
    .on('data', (chunk: Buffer) => {
      const [, place = ''] = /^POST \/hook\?to=(\S*) /.exec(chunk.toString('latin1')) ?? []
      const close = chunk.includes('close-after') ? 'connection: close\r\n' : ''
      socket.write(
        `HTTP/1.1 ${place === '' ? '200 OK' : `307 Moved\r\nlocation: ${decodeURIComponent(place)}`}\r\n${close}content-length: 0\r\n\r\n`,
      )
    })
}

const ask = async (post: Post, url: string, request: Partial<PostRequest> = {}) =>
  outcomeOf(await post(aRequest(port, { url, poolKey: `${url}:1`, ...request })))

async function playRebinding(post: Post): Promise<void> {
  const url = urlOf('rebinding.example.com')
  const checked = await post.probe({ url, deadlineMs: 5_000, message: { headers: {}, body: '{}' } })
  rebinding.address = '10.0.0.5'
  await until(Date.now() + 1_100)
  told.outcomes.push(['rebinding after the check', checked.stopped?.reason ?? 'open', await ask(post, url)])
  rebinding.address = open4
  await until(Date.now() + 1_100)
  const first = await ask(post, url, { headers: { 'x-test': 'close-after' } })
  rebinding.address = '169.254.169.254'
  await until(Date.now() + 1_100)
  told.outcomes.push(['rebinding between retries', first, await ask(post, url)])
  rebinding.address = open4
  await until(Date.now() + 1_100)
  const kept = await ask(post, url, { poolKey: 'sub_2:1' })
  rebinding.address = '127.0.0.1'
  await until(Date.now() + 1_100)
  told.outcomes.push([
    'a kept connection, then a new version',
    kept,
    await ask(post, url, { poolKey: 'sub_2:1' }),
    await ask(post, url, { poolKey: 'sub_2:2' }),
  ])
}

async function play(post: Post): Promise<void> {
  for (const name of Object.keys(zones)) told.outcomes.push([name, await ask(post, urlOf(name))])
  for (const literal of literals) told.outcomes.push([literal, await ask(post, urlOf(literal))])
  for (const place of redirects) {
    told.outcomes.push([`redirect to ${place}`, await ask(post, `${urlOf('a.example.com')}?to=${encodeURIComponent(place)}`)])
  }
  await playRebinding(post)
}

/** Everything that is denied could be reached from here. */
async function control(): Promise<void> {
  for (const host of [
    '127.0.0.1',
    '10.0.0.5',
    '169.254.169.254',
    '100.64.0.1',
    '::1',
    'fd00:ec2::254',
    '2002:a00:5::1',
    '64:ff9b::a00:5',
  ]) {
    const socket = connect({ host, port })
    await once(socket, 'connect')
    socket.destroy()
  }
  told.control.push(...told.reached.splice(0))
}

const server = createServer(answer).listen(port, '::')
await once(server, 'listening')
await control()
subscribe('net.client.socket', (message) => {
  const { socket } = message as { socket: Socket }
  socket.on('connectionAttempt', (address: string) => told.dialled.push(address))
})
await withNameServer(lookUp, async ({ server: names }) => {
  const post = createPost({ policy: aPolicy({ allowHttp: true }), dnsServers: [names] })
  await play(post)
  await post.close()
})
if ((server.address() as AddressInfo).port !== port) throw new Error('The listener is somewhere else')
process.stdout.write(JSON.stringify(told satisfies Told), () => process.exit(0))
