import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { paleTexts } from './contrast.js'
import { sharedStage, signIn } from './stage.js'

describe('the console', () => {
  const stage = sharedStage()
  const get = (path: string) => send(stage().posthorn, { path })

  it('is one page for all its addresses, that runs nothing inline and nothing from elsewhere', async () => {
    for (const path of ['/console', '/console/', '/console/projects/prj_1', '/console/attachments/att_1/webhook']) {
      const { status, headers, text } = await get(path)
      expect({ path, status, type: headers.get('content-type') }).toEqual({ path, status: 200, type: 'text/html; charset=utf-8' })
      expect(headers.get('cache-control')).toBe('no-cache')
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none';script-src 'self';.*frame-ancestors 'none'/)
      expect(text).not.toMatch(/<script(?![^>]* src=)|<style|https?:/)
    }
  })

  it('has assets that are kept for ever, by names that change with them, and serves no other file', async () => {
    const { text } = await get('/console/')
    const [script = ''] = /\/console\/assets\/[^"]+\.js/.exec(text) ?? []
    const asset = await get(script)
    expect(asset).toMatchObject({ status: 200 })
    expect(asset.headers.get('content-type')).toContain('javascript')
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    for (const path of [
      '/console/assets/',
      '/console/assets/none.js',
      '/console/assets/..%2f..%2fnode.js',
      '/console/assets/..%2findex.html',
    ])
      expect({ path, ...(await get(path)) }).toMatchObject({ path, status: 404, json: { code: 'not_found' } })
  })

  it('knows whoever is signed in by the key, keeps it in memory, and forgets it', async () => {
    const shop = await stage().shop()
    const page = await stage().open(`/projects/${shop.project}`)
    await page.getByLabel('API key', { exact: true }).fill('phk_live_nonsense')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('The API key is unknown, revoked or has expired.').waitFor()
    await signIn(page, shop.apiKey)
    await page.getByRole('group', { name: 'Signed in as' }).getByText('shop of Corner Shop').waitFor()
    await page.getByRole('heading', { name: 'Web shop' }).waitFor()
    expect(page.url()).not.toContain('phk_')
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])')).toBe('[{},{},""]')
    await page.reload()
    await page.getByLabel('Stay signed in until this tab is closed').check()
    await signIn(page, shop.apiKey)
    await page.reload()
    await page.getByRole('heading', { name: 'Web shop' }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.reload()
    await page.getByLabel('API key', { exact: true }).waitFor()
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
  })

  it('signs out whose key was revoked', async () => {
    const shop = await stage().shop()
    const { id, key } = await shop.client.createApiKey({ name: 'short', scopes: ['projects:read'], environment: 'live' })
    const page = await stage().visit({ apiKey: key })
    await shop.client.revokeApiKey({ id })
    const follow = (name: string) => page.getByRole('link', { name, exact: true }).click({ timeout: 1_000 })
    await eventually(async () => {
      await follow('Web shop').then(
        () => follow('Projects'),
        () => undefined,
      )
      expect(await page.getByText('This key is not accepted any more').count()).toBe(1)
    })
  })

  it.each(['light', 'dark'] as const)('can be read and used at 390 px, %s', async (colorScheme) => {
    const shop = await stage().shop()
    const path = `/attachments/${shop.attachment}/webhook`
    const page = await stage().visit({ apiKey: stage().posthorn.apiKey, path, colorScheme, viewport: { width: 390, height: 844 } })
    await page.getByLabel('URL', { exact: true }).fill('https://192.168.1.1/hook')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Not saved: nothing was changed').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    expect(await paleTexts(page)).toEqual([])
    // everything that can be used has a name
    expect(await page.getByRole('main').ariaSnapshot()).not.toMatch(/- (?:textbox|button|combobox|link|checkbox)(?! ")/)
  })

  it('gives nobody a reason to complain', () => {
    expect(stage().complaints).toEqual([])
  })
})
