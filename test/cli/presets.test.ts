import { describe, expect, it } from '@jest/globals'
import { generateKeyPairSync, verify } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateSubscription } from '../../src/contract/subscriptions.js'
import { PresetName, presets } from '../../src/contract/presets.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { headerOf, publishedKey } from '../helpers/published-keys.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'
import { type PresetScene, presetScenes } from './preset-scenes.js'
import { emptyDirectory, posthornCommand } from './run-command.js'
import { wireText } from './wire-text.js'

interface Created {
  readonly id: string
  readonly secret: string
  readonly account: string
  readonly signing: object
}

const posthorn = sharedPosthorn()
const run = posthornCommand(posthorn)
const pageOf = (name: string): string => join(process.cwd(), `docs/presets/${name}.md`)

/** Makes the subscription as its page says, at a receiver of that platform, and publishes one event to it. */
async function play({ preset, options = [], files = {}, path, event, receiverFor }: PresetScene, receiver: Receiver) {
  const cwd = emptyDirectory()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
  const json = async <T>(...args: string[]): Promise<T> => {
    const { stdout, stderr } = await run([...args, '--json'], { cwd })
    if (stdout === '') throw new Error(stderr)
    return JSON.parse(stdout) as T
  }
  const url = receiver.url.replace('/hook', path)
  const made = ['subscriptions', 'create', url, '--events', event.type, '--preset', preset, ...options]
  const created = await json<Created>(...made, '--check', 'none', '--activate')
  const answers = receiverFor(created.secret)
  receiver.answers(answers)
  const { notifications } = await posthorn().client.publishEvent(event)
  const id = notifications.at(-1)!.id
  await eventually(async () => {
    const { items } = await posthorn().client.listAttempts({ id })
    const answer = Buffer.from(items[0]?.response?.body ?? '', 'base64').toString()
    expect({ outcome: items[0]?.outcome, answer }).toMatchObject({ outcome: 'confirmed' })
  })
  await run(['subscriptions', 'delete', created.id])
  return { created, request: receiver.received()[0]! }
}

describe.each(presetScenes)('the preset $preset', (scene) => {
  it('sends to an unchanged receiver of that kind what its page shows', async () => {
    const receiver = await startReceiver()
    const { created, request } = await play(scene, receiver)
    await receiver.stop()
    const { style, schedule, confirmation, headers } = presets[scene.preset]
    expect(created).toMatchObject({ style, schedule, confirmation, headers })

    const token = scene.tokenOf?.(request)
    if (token !== undefined) {
      const [head = '', payload, signature = ''] = token.split('.')
      const signed = `${head}.${payload === '' ? request.body.toString('base64url') : (payload ?? '')}`
      const key = await publishedKey({ ...posthorn(), account: created.account }, token)
      expect(headerOf(token)).toMatchObject({ alg: 'RS256' })
      expect(verify('sha256', Buffer.from(signed), key, Buffer.from(signature, 'base64url'))).toBe(true)
    }

    // With POSTHORN_WRITE_PAGES=1 the pages get what has been captured.
    const shown = wireText(request, scene.opened?.(request))
    const page = readFileSync(pageOf(scene.preset), 'utf8')
    if (process.env['POSTHORN_WRITE_PAGES'] !== undefined)
      writeFileSync(
        pageOf(scene.preset),
        page.replace(/```http\n[^]*?```/, () => `\`\`\`http\n${shown}\`\`\``),
      )
    else expect(page).toContain(`\`\`\`http\n${shown}\`\`\``)
  })

  it('has a page that says how it is made, and every member of it', () => {
    const page = readFileSync(pageOf(scene.preset), 'utf8')
    const options = (scene.options ?? []).join(' ')
    expect(page.replaceAll(/ \\\n +/g, ' ')).toContain(`--preset ${scene.preset}${options === '' ? '' : ` ${options}`}\n`)
    const shown: unknown = JSON.parse(/```json\n([^]*?)```/.exec(page)![1]!)
    expect(shown).toEqual(presets[scene.preset])
  })
})

describe('a preset', () => {
  it.each(PresetName.options)('%s is what the contract takes', (name) => {
    const body = { url: 'https://shop.example.com/hooks', eventTypes: ['*'], ...presets[name] }
    expect(CreateSubscription.safeParse(body)).toMatchObject({ success: true })
    expect(presetScenes.map(({ preset }) => preset)).toContain(name)
  })

  it('gives way to what is asked for besides it', async () => {
    const url = 'https://shop.example.com/hooks/3f6c0a51d2'
    const own = ['--schedule', 'standard-webhooks', '--confirmation', 'http-200', '--header', 'x-shop: 7']
    const { stdout } = await run(['subscriptions', 'create', url, '--events', 'chargeback.*', '--preset', 'unipay', ...own, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      style: { name: 'unipay' },
      schedule: { name: 'standard-webhooks' },
      confirmation: { name: 'http-200' },
      headers: { 'x-shop': '7' },
    })
  })

  it('of Adyen shows a new secret as the HMAC key that it is, too', async () => {
    const create = ['subscriptions', 'create', 'https://shop.example.com/hooks/3f6c0a51d5', '--events', 'payment.captured']
    const { stdout } = await run([...create, '--preset', 'adyen'])
    const [, secret, key] = /(whsec_\S+)\n.*The same as an HMAC key.*\n([0-9A-F]{64})/.exec(stdout)!
    expect(secret).toBe(`whsec_${Buffer.from(key!, 'hex').toString('base64')}`)
  })

  it('of Stripe can have its signature in another header', async () => {
    const create = ['subscriptions', 'create', 'https://shop.example.com/hooks/3f6c0a51d6', '--events', 'customer.*']
    const signing = '{"standardWebhooks":[],"stripe":{"header":"Acme-Signature"}}'
    const { stdout } = await run([...create, '--preset', 'stripe-like', '--signing', signing])
    expect(stdout).toMatch(/Signing +stripe in Acme-Signature\n/)
    expect(stdout).not.toContain('HMAC key')
  })

  it('can be given to a subscription that is there', async () => {
    const url = 'https://shop.example.com/hooks/3f6c0a51d3'
    const { id } = JSON.parse((await run(['subscriptions', 'create', url, '--events', 'payment.*', '--json'])).stdout) as Created
    const { stdout } = await run(['subscriptions', 'update', id, '--preset', 'adyen', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ schedule: { name: 'adyen-30d' }, confirmation: { name: 'adyen-accepted' } })
  })

  it('S4-16: does not end the encryption of a subscription that is there unless it is said', async () => {
    const url = 'https://shop.example.com/hooks/3f6c0a51d4'
    const anz = ['--preset', 'anz-payto']
    const encrypted = [...anz, '--encryption-key', '-']
    const stdin = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }) as string
    const made = await run(['subscriptions', 'create', url, '--events', 'payment.*', ...encrypted, '--json'], { stdin })
    const { id, signing } = JSON.parse(made.stdout) as Created
    expect(signing).toMatchObject({ securedPayload: { encryption: { alg: 'RSA-OAEP' } } })
    const update = async (...options: string[]) => run(['subscriptions', 'update', id, ...options], { stdin })

    const { stderr, exitCode } = await update(...anz)
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/--encryption-key .*--signing secured-payload:RS256/)])
    expect(await posthorn().client.getSubscription({ id })).toMatchObject({ version: 1, signing })
    expect(JSON.parse((await update(...encrypted, '--json')).stdout)).toMatchObject({ signing })
    const unencrypted = JSON.parse((await update(...anz, '--signing', 'secured-payload:RS256', '--json')).stdout) as Created
    expect(unencrypted.signing).toMatchObject({ securedPayload: { alg: 'RS256', encryption: null } })
  })

  it('encrypts to a key only where something is signed to be encrypted', async () => {
    const create = ['subscriptions', 'create', 'https://shop.example.com/hooks', '--events', '*', '--preset', 'adyen']
    const { stderr, exitCode } = await run([...create, '--encryption-key', '-'], { stdin: 'key' })
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--encryption-key goes with secured-payload')])
  })
})
