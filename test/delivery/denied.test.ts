import { describe, expect, it } from '@jest/globals'
import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import type { Told } from './denied-scenes.js'

const mine = ['93.184.215.14/32', '10.0.0.5/32', '169.254.169.254/32', '100.64.0.1/32']
const mine6 = ['2606:4700::6810:84e5/128', 'fd00:ec2::254/128', '2002:a00:5::1/128', '64:ff9b::a00:5/128']
const namespace = [
  'ip link set lo up',
  ...mine.map((address) => `ip addr add ${address} dev lo`),
  ...mine6.map((address) => `ip -6 addr add ${address} dev lo`),
].join(' && ')
/** A network of its own for one program; some machines do not allow it. */
const inNamespace = (command: string) => ['-Urn', 'sh', '-c', `${namespace} && ${command}`]
const isPossible = spawnSync('unshare', inNamespace('true')).status === 0

const play = async (): Promise<Told> => {
  const command = `exec ${process.execPath} --import tsx test/delivery/denied-scenes.ts`
  const { stdout } = await promisify(execFile)('unshare', inNamespace(command), { timeout: 100_000 })
  return JSON.parse(stdout) as Told
}

const refused = expect.stringMatching(/^refused: /)
const openNames = ['a.example.com', 'aaaa.example.com', 'chain.example.com']

/**
 * Skipped where the kernel gives no program a network of its own (containers without user namespaces): only there can foreign addresses
 * be made to answer. What is judged is judged everywhere by test/domain/ip-policy and test/delivery/addresses.
 */
;(isPossible ? describe : describe.skip)('in a network where every denied address answers', () => {
  it('no socket is opened to one, whatever names, literals, answers that change and redirects lead there', async () => {
    const { outcomes, dialled, reached, control } = await play()
    expect(control).toEqual([
      ...['127.0.0.1', '10.0.0.5', '169.254.169.254', '100.64.0.1'],
      ...['::1', 'fd00:ec2::254', '2002:a00:5::1', '64:ff9b::a00:5'],
    ])
    for (const [scene, ...answers] of outcomes) {
      const expected = scene.startsWith('redirect')
        ? ['HTTP 307']
        : scene === 'rebinding after the check'
          ? ['open', refused]
          : scene === 'rebinding between retries'
            ? ['HTTP 200', refused]
            : scene === 'a kept connection, then a new version'
              ? ['HTTP 200', 'HTTP 200', refused]
              : [openNames.includes(scene) ? 'HTTP 200' : refused]
      expect([scene, ...answers]).toEqual([scene, ...expected])
    }
    expect(new Set(dialled)).toEqual(new Set(['93.184.215.14', '2606:4700::6810:84e5']))
    expect(reached).toEqual(dialled)
    expect(outcomes.length).toBeGreaterThanOrEqual(30)
  }, 120_000)
})
