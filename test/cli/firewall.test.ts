import { describe, expect, it } from '@jest/globals'
import type { FirewallRule } from '../../src/cli/firewall-text.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn({ env: { POSTHORN_EGRESS_ADDRESSES: '198.51.100.7,2001:db8:1::/48' } })
const run = posthornCommand(posthorn)

describe('posthorn firewall', () => {
  it('S0-14: has every registered address of every endpoint that may be delivered to, over all pages', async () => {
    const { client } = posthorn()
    const create = (url: string, ipAddresses: string[], settings: object = {}) =>
      client.createSubscription({ url, eventTypes: ['*'], ipAddresses, ...settings })
    const first = await create('https://shop.example.com/hooks/4f7c', ['8.8.8.8', '2001:4860::/32'], { pinMode: 'enforce' })
    const plain = await create('https://till.example.com:8443/hook', ['8.8.4.0/24', '8.8.8.8'])
    const local = await create('http://127.0.0.1/hook', ['127.0.0.1'])
    const ended = await create('https://old.example.com/hook', ['1.1.1.1'])
    await client.disableSubscription({ id: ended.id })
    for (let count = 0; count < 100; count += 1) await create(`https://s${String(count)}.example.com/hook`, [])

    const { stdout } = await run(['firewall'])
    const { account } = first
    expect(stdout).toBe(
      [
        'address,port,host,account,subscription,state,pinMode',
        `127.0.0.1,80,127.0.0.1,${account},${local.id},created,off`,
        `8.8.4.0/24,8443,till.example.com,${account},${plain.id},created,off`,
        `8.8.8.8,8443,till.example.com,${account},${plain.id},created,off`,
        `8.8.8.8,443,shop.example.com,${account},${first.id},created,enforce`,
        `2001:4860::/32,443,shop.example.com,${account},${first.id},created,enforce`,
        '',
      ].join('\n'),
    )
    expect((await run(['firewall', '--format', 'nftables', '--account', account])).stdout).toBe(
      [
        '# the registered addresses and ports of the receivers of Posthorn',
        'add table inet posthorn',
        'add set inet posthorn receivers4 { type ipv4_addr; flags interval; auto-merge; }',
        'flush set inet posthorn receivers4',
        'add element inet posthorn receivers4 { 127.0.0.1, 8.8.4.0/24, 8.8.8.8 }',
        'add set inet posthorn receivers6 { type ipv6_addr; flags interval; auto-merge; }',
        'flush set inet posthorn receivers6',
        'add element inet posthorn receivers6 { 2001:4860::/32 }',
        'add set inet posthorn receiver_ports { type inet_service; }',
        'flush set inet posthorn receiver_ports',
        'add element inet posthorn receiver_ports { 443, 80, 8443 }',
        '',
      ].join('\n'),
    )
    const json = JSON.parse((await run(['firewall', '--json'])).stdout) as FirewallRule[]
    expect(json[0]).toEqual({
      address: '127.0.0.1',
      port: 80,
      host: '127.0.0.1',
      account,
      subscription: local.id,
      state: 'created',
      pinMode: 'off',
    })
    await client.deleteSubscription({ id: plain.id })
    expect((await run(['firewall'])).stdout).not.toContain(plain.id)
  })
})

it('publishes where deliveries come from, without a key', async () => {
  const response = await fetch(`${posthorn().baseUrl}/egress.json`)
  expect(response.headers.get('cache-control')).toBe('max-age=300')
  expect(await response.json()).toEqual({ addresses: ['198.51.100.7', '2001:db8:1::/48'] })
  expect((await send(posthorn(), { method: 'POST', path: '/egress.json' })).status).toBe(404)
})
