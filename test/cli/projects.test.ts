import { describe, expect, it } from '@jest/globals'
import type { OutputOf } from '../../src/contract/operation-types.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { plantAttachment, plantProduct } from '../helpers/projects.js'
import { posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const run = posthornCommand(posthorn)

async function json<T>(...args: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await run([...args, '--json'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return JSON.parse(stdout) as T
}

describe('posthorn products, projects and attachments', () => {
  it('S0-8, S0-11: a product is offered, attached to a project and given a webhook', async () => {
    const create = ['products', 'create', 'duitnow-wallets', '--name', 'DuitNow Wallets', '--events', 'payment.settled']
    const product = await json<OutputOf<'getProduct', 'response'>>(...create)
    expect(product).toMatchObject({ code: 'duitnow-wallets', supportsWebhooks: true })
    expect(await json('products', 'update', product.id, '--events', 'payment.*')).toMatchObject({ eventTypes: ['payment.*'], version: 2 })
    expect((await run(['products', 'list'])).stdout).toMatch(/duitnow-wallets +DuitNow Wallets +yes +payment\.\*/)
    expect((await run(['products', 'show', product.id])).stdout).toMatch(/^Webhooks +yes$/m)

    const project = await json<OutputOf<'getProject', 'response'>>('projects', 'create', 'Web shop')
    expect(await json('projects', 'rename', project.id, 'Web shop and till')).toMatchObject({ name: 'Web shop and till' })
    expect((await run(['projects', 'list', '--status', 'testing'])).stdout).toContain('Web shop and till')

    const attachment = await json<OutputOf<'getAttachment', 'response'>>('attachments', 'create', project.id, product.id)
    expect(await json('attachments', 'activate', attachment.id)).toMatchObject({ state: 'active' })
    const subscribe = ['subscriptions', 'create', 'https://shop.example.com/hooks', '--events', 'payment.*']
    const { id } = await json<{ id: string }>(...subscribe, '--attachment', attachment.id, '--activate')
    expect((await run(['attachments', 'list', project.id])).stdout).toContain(id)
    expect((await run(['attachments', 'show', attachment.id])).stdout).toMatch(new RegExp(`^Webhook +${id}$`, 'm'))
    expect((await run(['subscriptions', 'show', id])).stdout).toMatch(new RegExp(`^Attachment +${attachment.id}$`, 'm'))

    for (const step of ['certify', 'go-live'])
      expect(await run(['projects', step, project.id])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is needed') })
    expect((await run(['projects', 'show', project.id])).stdout).toMatch(/^Status +testing$/m)

    const foreseen = await run(['attachments', 'detach', attachment.id, '--pending', 'drain', '--dry-run'])
    expect(foreseen.stdout).toMatch(/^Would detach +1\nWebhooks +1\nNotifications +0 go on to their end\n$/)
    expect(await json('attachments', 'detach', attachment.id, '--pending', 'drain')).toMatchObject({ dryRun: false, subscriptions: 1 })
    expect(await run(['projects', 'delete', project.id])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--pending') })
    expect((await run(['projects', 'delete', project.id, '--pending', 'cancel'])).stdout).toMatch(/^Detached +0\n/)
    expect(await run(['projects', 'show', project.id])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('not_found') })
  })
})

describe('posthorn members', () => {
  it('S0-9: are given roles, and list a project with their own', async () => {
    const { id: project } = await json<{ id: string }>('projects', 'create', 'Till')
    const create = ['members', 'create', project, 'ali@shop.example']
    const { id } = await json<{ id: string }>(...create, '--role', 'administrator', '--name', 'Ali Tan')
    expect((await run(['members', 'list', project])).stdout).toMatch(new RegExp(`${id} +ali@shop.example +Ali Tan +administrator`))
    const { key } = await json<{ key: string }>('api-keys', 'create', 'ali', '--member', id)
    const listed = (await run(['projects', 'list', '--api-key', key])).stdout
    expect(listed).toMatch(new RegExp(`^${project} +Till .*testing +administrator`, 'm'))
    expect(await run(['members', 'update', id, '--role', 'viewer'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('make another member administrator first'),
    })
    const ben = await json<{ id: string }>('members', 'create', project, 'ben@shop.example', '--role', 'administrator')
    expect(await json('members', 'update', id, '--role', 'viewer')).toMatchObject({ role: 'viewer', version: 2 })
    expect((await run(['members', 'show', id])).stdout).toMatch(/^Role +viewer$/m)
    expect((await run(['members', 'delete', id])).stdout).toBe(`${id} removed\n`)
    expect((await json<{ items: { id: string }[] }>('members', 'list', project)).items.map((one) => one.id)).toEqual([ben.id])
  })
})

describe('posthorn webhooks', () => {
  it('S0-15, S0-16: save adds and removes addresses and leaves the rest as it is; the secret is shown once', async () => {
    const { client } = posthorn()
    const product = await plantProduct(client)
    const { attachment } = await plantAttachment(client, { product: product.id })
    expect((await run(['webhooks', 'show', attachment])).stdout).toMatch(/^State +not saved yet$/m)
    const save = (...args: string[]) => run(['webhooks', 'save', attachment, ...args])
    const first = await save(
      '--endpoint',
      'https://localhost/hooks',
      '--events',
      'payment.*',
      '--addresses',
      '8.8.8.8',
      '--contact-name',
      'Desk',
    )
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/shown once: keep it\nwhsec_/) })
    expect(first.stdout).toMatch(/^Not listed +127\.0\.0\.1: localhost leads there/m)
    const second = await save('--add', '8.8.4.0/24,2001:4860:4860::8888', '--remove', '8.8.8.8', '--notes', 'Port 443')
    expect(second.stdout).toMatch(/^IP addresses +8\.8\.4\.0\/24, 2001:4860:4860::8888$/m)
    expect(second.stdout).toMatch(/^Contact +Desk$/m)
    expect(second.stdout).not.toContain('whsec_')
    const { subscription } = await client.getWebhook({ id: attachment })
    const cleared = await run([
      'subscriptions',
      'update',
      subscription!,
      '--addresses',
      'none',
      '--contact-name',
      'none',
      '--fqdn',
      'localhost',
    ])
    expect(cleared.stdout).toMatch(/^FQDN +localhost$/m)
    expect(cleared.stdout).not.toMatch(/^(IP addresses|Contact)/m)
    expect(await save('--if-version', '1')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('version_mismatch') })
  })
})
