import { randomBytes } from 'node:crypto'
import type { Client } from '../../src/client/client.js'

type ProductRequest = Parameters<Client['createProduct']>[0]

/** A product of the platform, made with a key of the root account. */
export const plantProduct = (platform: Client, product: Partial<ProductRequest> = {}): ReturnType<Client['createProduct']> =>
  platform.createProduct({
    code: `product-${randomBytes(8).toString('hex')}`,
    name: 'DuitNow Online Banking/Wallets',
    supportsWebhooks: true,
    eventTypes: ['payment.*'],
    ...product,
  })

/** A project with one product attached. */
export async function plantAttachment(
  client: Client,
  { product, name = 'Web shop' }: { product: string; name?: string },
): Promise<{ project: string; attachment: string }> {
  const { id: project } = await client.createProject({ name })
  const { id: attachment } = await client.createAttachment({ id: project, product })
  return { project, attachment }
}

/** Somebody new who works on the project. */
export async function plantMember(client: Client, project: string, name = 'Ali Tan'): Promise<{ project: string; id: string }> {
  const person = `${randomBytes(8).toString('hex')}@shop.example`
  const { id } = await client.createMember({ id: project, person, name, role: 'viewer' })
  return { project, id }
}
