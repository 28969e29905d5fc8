import { beforeAll } from '@jest/globals'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { type Client, createClient } from '../../src/client/client.js'
import { type NameServer, withNameServer } from '../delivery/name-server.js'
import { atEndOfFile } from '../helpers/leaks.js'
import { type Posthorn, startPosthorn } from '../helpers/posthorn.js'
import { plantAttachment, plantProduct } from '../helpers/projects.js'
import { startBrowser } from './browser.js'

/** What names of these tests lead to. */
const zones = new Map([['shop.example.com', { a: ['8.8.8.8', '8.8.4.4'] }]])

/** A customer with a product in a project. */
export interface Shop {
  readonly account: string
  readonly apiKey: string
  readonly client: Client
  readonly project: string
  readonly attachment: string
}

export interface Visit extends BrowserContextOptions {
  readonly apiKey: string
  /** Below /console. */
  readonly path?: string
}

export interface Stage {
  readonly posthorn: Posthorn
  /** Whatever a page complained of, but for answers of the API. */
  readonly complaints: readonly string[]
  /** A page of its own, where nobody has signed in. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>
  /** The same, signed in. */
  visit(visit: Visit): Promise<Page>
  shop(product?: Parameters<typeof plantProduct>[1]): Promise<Shop>
}

/** One node and one browser for the tests of a file. */
export function sharedStage(): () => Stage {
  let stage: Stage | undefined
  beforeAll(async () => {
    const { server, end } = await startNameServer()
    atEndOfFile(end)
    const posthorn = await startPosthorn({ env: { POSTHORN_DNS_SERVERS: server } })
    atEndOfFile(() => posthorn.stop())
    const browser = await startBrowser()
    atEndOfFile(() => browser.close())
    stage = toStage(posthorn, browser)
  }, 600_000)
  return () => {
    if (stage === undefined) throw new Error('the stage is there from the first test on')
    return stage
  }
}

function startNameServer(): Promise<NameServer & { end: () => Promise<void> }> {
  return new Promise((started) => {
    void withNameServer(
      (name) => zones.get(name),
      (server) =>
        new Promise<void>((ended) => {
          const end = (): Promise<void> => {
            ended()
            return Promise.resolve()
          }
          started({ ...server, end })
        }),
    )
  })
}

function toStage(posthorn: Posthorn, browser: Browser): Stage {
  const complaints: string[] = []
  const open: Stage['open'] = async (path = '/', options = {}) => {
    const page = await (await browser.newContext(options)).newPage()
    page.setDefaultTimeout(10_000)
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (line) => {
      if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) complaints.push(line.text())
    })
    await page.goto(`${posthorn.baseUrl}/console${path}`)
    return page
  }
  const visit: Stage['visit'] = async ({ apiKey, path, ...options }) => {
    const page = await open(path, options)
    await signIn(page, apiKey)
    return page
  }
  return { posthorn, complaints, open, visit, shop: (product) => openShop(posthorn, product) }
}

/** Types the key into the page, and waits until somebody is signed in. */
export async function signIn(page: Page, apiKey: string): Promise<void> {
  await page.getByLabel('API key', { exact: true }).fill(apiKey)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
}

async function openShop({ client: platform, baseUrl }: Posthorn, product: Parameters<typeof plantProduct>[1]): Promise<Shop> {
  const { id: account } = await platform.createAccount({ name: 'Corner Shop' })
  const { key: apiKey } = await platform.createApiKey({ account, name: 'shop', scopes: ['*'], environment: 'live' })
  const client = createClient({ baseUrl, apiKey })
  return { account, apiKey, client, ...(await plantAttachment(client, { product: (await plantProduct(platform, product)).id })) }
}
