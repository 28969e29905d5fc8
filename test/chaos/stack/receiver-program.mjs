// A receiver in a process of its own: node receiver-program.mjs PORT FILE. Each request becomes one line of FILE, written
// before it is answered. /any?first=503&delay=40 answers 503 to the first request of every webhook-id, each after 40 ms.
import { appendFileSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'

const [port, file] = process.argv.slice(2)
const seen = new Set(rememberedIn(file))
appendFileSync(file, '\n') // ends a line that a kill may have cut off
const log = openSync(file, 'a')

createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => answer(request, response, Buffer.concat(chunks)))
}).listen(Number(port), '127.0.0.1')

function answer(request, response, body) {
  const { searchParams } = new URL(request.url, 'http://receiver')
  const notification = request.headers['webhook-id'] ?? ''
  const status = seen.has(notification) ? 200 : Number(searchParams.get('first'))
  seen.add(notification)
  const line = {
    at: Date.now(),
    notification,
    timestamp: request.headers['webhook-timestamp'] ?? '',
    signature: request.headers['webhook-signature'] ?? '',
    body: body.toString('base64'),
    status,
    path: request.url,
  }
  writeSync(log, `${JSON.stringify(line)}\n`)
  setTimeout(() => response.writeHead(status).end(), Number(searchParams.get('delay')))
}

function rememberedIn(file) {
  if (!existsSync(file)) return []
  return [...readFileSync(file, 'utf8').matchAll(/"notification":"([^"]*)"/g)].map(([, id]) => id)
}
