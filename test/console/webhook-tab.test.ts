import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { plantMember } from '../helpers/projects.js'
import { startReceiver } from '../helpers/receiver.js'
import { sharedStage, type Shop } from './stage.js'

const url = 'https://shop.example.com/hooks/4f7c1d2b9a8e4c0fb1d3'
const settings = { url, eventTypes: ['payment.settled'] }

describe('the Webhook tab', () => {
  const stage = sharedStage()
  const tabOf = ({ attachment }: Shop) => `/attachments/${attachment}/webhook`
  const edit = async (shop: Shop, apiKey = shop.apiKey): Promise<Page> => {
    const page = await stage().visit({ apiKey, path: tabOf(shop) })
    await field(page, 'URL').waitFor()
    return page
  }
  const field = (page: Page, name: string) => page.getByRole('form').getByLabel(name, { exact: true })
  const address = (page: Page, number: number) => field(page, `IP Address ${number}`)
  const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const shows = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()
  const chooseType = async (page: Page, type: string) => {
    await page.getByRole('combobox', { name: 'Event types' }).click()
    await page.getByRole('option', { name: type, exact: true }).click()
    await page.keyboard.press('Escape')
  }
  /** What is said of a field, as a screen reader has it. */
  const saidOf = (page: Page, name: string) =>
    field(page, name).evaluate(
      (input: {
        getAttribute(name: string): string | null
        ownerDocument: { getElementById(id: string): { textContent: string } | null }
      }) => ({
        invalid: input.getAttribute('aria-invalid') === 'true',
        said: (input.getAttribute('aria-describedby') ?? '')
          .split(' ')
          .map((id) => input.ownerDocument.getElementById(id)?.textContent ?? '')
          .join(' '),
      }),
    )

  it('S0-7, S1-2: is found by "Edit profile" and "Webhook", and sets up the endpoint with "URL", "IP Address" and "Save"', async () => {
    const shop = await stage().shop({ eventTypes: ['payment.*', 'token.activated'] })
    const page = await stage().visit({ apiKey: shop.apiKey })
    await page.getByRole('link', { name: 'Web shop' }).click()
    await shows(page, 'Added APIs')
    await page.getByRole('link', { name: 'Edit profile' }).click()
    await page.getByRole('tab', { name: 'Webhook', exact: true }).click()
    await page.getByLabel('URL', { exact: true }).fill(url)
    await page.getByRole('group', { name: 'IP Address', exact: true }).getByRole('textbox').fill('8.8.8.8')
    await chooseType(page, 'payment.settled')
    await chooseType(page, 'token.activated')
    await click(page, 'Save')
    await shows(page, 'Saved as version 1')
    await shows(page, /^whsec_/)
    const outcome = page.getByRole('status')
    expect(await outcome.textContent()).toMatch(/shop\.example\.com leads to8\.8\.8\.8 8\.8\.4\.4 not on the list/)
    const saved = { url, ipAddresses: ['8.8.8.8'], eventTypes: ['payment.settled', 'token.activated'], state: 'created', version: 1 }
    expect(await shop.client.getWebhook({ id: shop.attachment })).toMatchObject(saved)
    await field(page, 'Technical notes').fill('TLS 1.3 only')
    await field(page, 'Reason').fill('Größere Reichweite')
    await click(page, 'Save')
    await shows(page, 'Saved as version 2')
    expect(await page.getByText(/whsec_/).count()).toBe(0)
    await shows(page, 'Update: technicalNotes')
    await shows(page, '“Größere Reichweite”')
  })

  it('S1-1: + adds an address, − removes the one beside it, with the keyboard as well', async () => {
    const shop = await stage().shop()
    await shop.client.saveWebhook({ id: shop.attachment, ifMatch: 0, ...settings, ipAddresses: ['8.8.8.8', '8.8.4.4'] })
    const page = await edit(shop)
    expect(await page.getByRole('button', { name: 'Add IP Address' }).textContent()).toBe('+')
    expect(await page.getByRole('button', { name: 'Remove IP Address 1' }).textContent()).toBe('−')
    await page.getByRole('button', { name: 'Add IP Address' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('2001:4860::/32')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Space')
    await address(page, 3).waitFor({ state: 'detached' })
    expect(await address(page, 1).inputValue()).toBe('8.8.8.8')
    expect(await address(page, 2).inputValue()).toBe('2001:4860::/32')
    await click(page, 'Save')
    await shows(page, 'Saved as version 2')
    expect((await shop.client.getWebhook({ id: shop.attachment })).ipAddresses).toEqual(['8.8.8.8', '2001:4860::/32'])
    await click(page, 'Remove IP Address 1')
    await click(page, 'Remove IP Address 1')
    await click(page, 'Save')
    await shows(page, 'Saved as version 3')
    expect((await shop.client.getWebhook({ id: shop.attachment })).ipAddresses).toEqual([])
  })

  it('S0-7: shows each mistake at its field, all at once, and saves nothing', async () => {
    const shop = await stage().shop()
    const page = await edit(shop)
    await click(page, 'Save')
    await shows(page, 'Not saved: nothing was changed')
    expect(await saidOf(page, 'URL')).toMatchObject({ invalid: true, said: expect.stringContaining('is needed') })
    await field(page, 'URL').fill('https://192.168.1.1/hook')
    await field(page, 'FQDN').fill('shop.internal')
    await address(page, 1).fill('8.8.8.8')
    for (const more of ['', '10.0.0.1', '8.8.8.8/32']) {
      await click(page, 'Add IP Address')
      await page.keyboard.type(more)
    }
    await chooseType(page, 'payment.settled')
    await click(page, 'Save')
    await shows(page, /^URL: /)
    expect(await saidOf(page, 'URL')).toMatchObject({ invalid: true, said: expect.stringContaining('192.168.1.1') })
    expect(await saidOf(page, 'FQDN')).toMatchObject({ invalid: true })
    // the empty one between them is not sent
    expect(await saidOf(page, 'IP Address 1')).toMatchObject({ invalid: false })
    expect(await saidOf(page, 'IP Address 3')).toMatchObject({ said: expect.stringContaining('10.0.0.1 is not a public address') })
    expect(await saidOf(page, 'IP Address 4')).toMatchObject({ said: expect.stringContaining('the same as IP Address 1') })
    expect(await page.evaluate('document.activeElement.value')).toBe('https://192.168.1.1/hook')
    expect((await shop.client.getWebhook({ id: shop.attachment })).version).toBe(0)
  })

  it('overwrites nothing that somebody else has saved since, and loads it again', async () => {
    const shop = await stage().shop()
    const page = await edit(shop)
    await shop.client.saveWebhook({ id: shop.attachment, ifMatch: 0, ...settings, technicalNotes: 'theirs' })
    await field(page, 'URL').fill(url)
    await chooseType(page, 'payment.settled')
    await click(page, 'Save')
    await shows(page, 'Somebody else has saved since you opened this')
    await click(page, 'Load again')
    await shows(page, /version 1/)
    expect(await field(page, 'Technical notes').inputValue()).toBe('theirs')
    await field(page, 'FQDN').fill('shop.example.com')
    await click(page, 'Save')
    await shows(page, 'Saved as version 2')
    expect(await shop.client.getWebhook({ id: shop.attachment })).toMatchObject({ fqdn: 'shop.example.com', technicalNotes: 'theirs' })
  })

  it('S1-3: says what belongs into it, in our own words', async () => {
    const page = await edit(await stage().shop())
    const help = page.getByRole('complementary', { name: 'Help' })
    expect(await help.getByRole('heading').allTextContents()).toEqual([
      'What belongs here',
      'URL',
      'FQDN and IP addresses',
      'What happens on save',
      'How to verify',
    ])
    const text = await help.textContent()
    for (const words of [
      /public host and the port 443, 8443 or 8843/,
      /with \+, remove one with −/,
      /saved as one, or nothing is/,
      /webhook-signature/,
    ])
      expect(text).toMatch(words)
  })

  it('S2-7: is changed on a customer’s behalf with a reason, which the customer sees', async () => {
    const shop = await stage().shop()
    const staff = await edit(shop, stage().posthorn.apiKey)
    await shows(staff, 'On a customer’s behalf')
    await field(staff, 'URL').fill(url)
    await chooseType(staff, 'payment.*')
    await click(staff, 'Save')
    await shows(staff, 'Reason: Say why: the owner of this account can read it.')
    expect(await saidOf(staff, 'Reason')).toMatchObject({ invalid: true })
    expect((await shop.client.getWebhook({ id: shop.attachment })).version).toBe(0)
    await field(staff, 'Reason').fill('asked for by phone, ticket 4711')
    await click(staff, 'Save')
    await shows(staff, 'Saved as version 1')
    const customer = await edit(shop)
    await shows(customer, /ticket 4711/)
    const [entry] = await customer.getByRole('region', { name: 'History' }).getByRole('listitem').allTextContents()
    const { id: key } = await stage().posthorn.client.getCurrentKey()
    expect(entry).toMatch(new RegExp(`^Create.+${key} of acc_root on behalf“asked for by phone, ticket 4711”$`))
    expect(await customer.getByText('On a customer’s behalf').count()).toBe(0)
  })

  it('S2-7: is shown to a viewer, who cannot change it and is told why', async () => {
    const shop = await stage().shop()
    await shop.client.saveWebhook({ id: shop.attachment, ifMatch: 0, ...settings, ipAddresses: ['8.8.8.8'] })
    const member = await plantMember(shop.client, shop.project)
    const { key } = await shop.client.createApiKey({ name: 'ali', member: member.id })
    const page = await edit(shop, key)
    await shows(page, /Your role in this project is viewer, which lacks the scope subscriptions:write/)
    expect(await field(page, 'URL').inputValue()).toBe(url)
    const usable = page.getByRole('form').locator('input:not([type=hidden]):enabled, textarea:enabled, button:enabled')
    expect(await usable.count()).toBe(0)
    await shows(page, 'Create')
  })

  it('puts a change that needs four eyes down as a request, and shows it', async () => {
    const shop = await stage().shop()
    await shop.client.saveWebhook({ id: shop.attachment, ifMatch: 0, ...settings })
    await shop.client.setApprovalsPolicy({ id: shop.account, ifMatch: 0, kinds: ['ipList'] })
    const page = await edit(shop)
    await address(page, 1).fill('8.8.4.4')
    await click(page, 'Save')
    await shows(page, 'Waits for approval')
    const [request] = (await shop.client.listChangeRequests({ state: 'pending' })).items
    await shows(page, `A change waits for approval: ${request!.id}`)
    await shows(page, 'ipAddresses: [] → ["8.8.4.4"]')
    expect(await shop.client.getWebhook({ id: shop.attachment })).toMatchObject({ version: 1, ipAddresses: [] })
  })

  it('is checked and activated there, and paused on a customer’s behalf with a reason', async () => {
    const shop = await stage().shop()
    const receiver = await startReceiver()
    await shop.client.saveWebhook({ id: shop.attachment, ifMatch: 0, ...settings, url: receiver.url })
    const page = await edit(shop)
    await click(page, 'Check the endpoint')
    await shows(page, /^The endpoint (is ready|works)/)
    expect(receiver.received()).toHaveLength(1)
    await receiver.stop()
    await click(page, 'Activate')
    await shows(page, 'Whatever is published for it is delivered.')
    const staff = await edit(shop, stage().posthorn.apiKey)
    await click(staff, 'Pause')
    await shows(staff, 'Say why: the owner of this account can read it.')
    expect((await shop.client.getWebhook({ id: shop.attachment })).state).toBe('active')
    await staff.getByLabel('Reason for this step').fill('receiver is being moved')
    await click(staff, 'Pause')
    await shows(staff, '“receiver is being moved”')
    expect((await shop.client.getWebhook({ id: shop.attachment })).state).toBe('paused')
  })

  it('is resumed by an operator of the project, who cannot change it', async () => {
    const shop = await stage().shop()
    const { subscription } = await shop.client.saveWebhook({ id: shop.attachment, ifMatch: 0, ...settings })
    await shop.client.activateSubscription({ id: subscription! })
    await shop.client.pauseSubscription({ id: subscription! })
    const { id: member } = await plantMember(shop.client, shop.project)
    await shop.client.updateMember({ id: member, ifMatch: 1, role: 'operator' })
    const page = await edit(shop, (await shop.client.createApiKey({ name: 'ali', member })).key)
    expect(await field(page, 'URL').isDisabled()).toBe(true)
    expect(await page.getByRole('region', { name: 'Deliveries' }).getByRole('button').allTextContents()).toEqual(['Resume'])
    await click(page, 'Resume')
    await shows(page, 'Whatever is published for it is delivered.')
  })

  it('is not there for a product without webhooks, and for keys that may not see it', async () => {
    const silent = await stage().shop({ supportsWebhooks: false, eventTypes: [] })
    const page = await stage().visit({ apiKey: silent.apiKey, path: tabOf(silent) })
    await shows(page, 'This product has no webhooks')
    expect(await page.getByRole('tab').allTextContents()).toEqual(['Profile'])
    const shop = await stage().shop()
    const other = await stage().visit({ apiKey: silent.apiKey, path: tabOf(shop) })
    await shows(other, 'There is no such thing, or this key may not see it.')
  })
})
