import { describe, expect, it } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { scenes } from '../helpers/scene.js'
import { inTestEnvironment } from '../helpers/test-environment.js'
import { emptyDirectory, posthornCommand } from './run-command.js'

interface Report {
  readonly run: string
  readonly confirmed: boolean
  readonly deliveries: readonly { readonly event: string; readonly arrival: string; readonly notification: string }[]
}
interface Envelope {
  readonly type: string
  readonly occurredAt: string
  readonly correlationId: string
  readonly test: boolean
}

const names = ['mandate-lifecycle', 'late-payment-link', 'chargeback-story', 'token-pan-lifecycle']

describe('posthorn scenarios', () => {
  // fewer than a story has messages
  const posthorn = sharedPosthorn({ env: { POSTHORN_SIMULATIONS_PER_SECOND: '3' } })
  const inTest = inTestEnvironment(posthorn)
  const scene = scenes(inTest)
  const run = posthornCommand(inTest)
  const file = (story: unknown) => {
    const path = join(emptyDirectory(), 'our-story.json')
    writeFileSync(path, typeof story === 'string' ? story : JSON.stringify(story))
    return `@${path}`
  }
  const story = { description: 'd', afterwards: 'one thing', steps: [{ event: 'paid', type: 'payment.settled', atSeconds: 0 }] }

  it('S4-3, S4-8: are listed, and show their deliveries with what a receiver should have afterwards', async () => {
    const { stdout } = await run(['scenarios', 'list', '--json'])
    const { items } = JSON.parse(stdout) as { items: { name: string }[] }
    expect(items.map(({ name }) => name)).toEqual([...names].sort())
    expect((await run(['scenarios', 'list'])).stdout).toContain('chargeback-story')
    const shown = await run(['scenarios', 'show', 'late-payment-link'])
    expect(shown.stdout).toMatch(/^EVENT +TYPE +HAPPENED AFTER +ARRIVES$/m)
    expect(shown.stdout).toMatch(/^opened +payment_link.opened .* late$/m)
    expect(shown.stdout).toMatch(/^part +payment_link.partially_paid .* again$/m)
    expect(shown.stdout).toMatch(/^Afterwards: The link lnk_run is paid, not expired/m)
  })

  it.each(names)('S4-3, S4-8: %s is delivered signed, with messages that come late and messages that come again', async (name) => {
    const { receiver, subscription } = await scene()
    const { exitCode, stdout } = await run(['scenarios', 'play', name, '--subscription', subscription.id, '--json'])
    const { deliveries, confirmed, run: played } = JSON.parse(stdout) as Report
    expect({ exitCode, confirmed }).toEqual({ exitCode: 0, confirmed: true })
    const received = receiver.received()
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(deliveries.map(({ notification }) => notification))
    const envelopes = received.map(({ body, headers }) => new Webhook(subscription.secret).verify(body, headers) as Envelope)
    expect(envelopes.every(({ test, correlationId }) => test && correlationId === `${name}-${played}`)).toBe(true)
    const of = (arrival: string) => deliveries.flatMap((delivery, at) => (delivery.arrival === arrival ? [at] : []))
    for (const at of of('again')) expect(received.slice(0, at).some(({ body }) => body.equals(received[at]!.body))).toBe(true)
    for (const at of of('late')) expect(envelopes.slice(0, at).some(({ occurredAt }) => occurredAt > envelopes[at]!.occurredAt)).toBe(true)
    expect(of('again').length).toBeGreaterThan(0)
    expect(of('late').length).toBeGreaterThan(0)
    expect(new Set(deliveries.map(({ notification }) => notification)).size).toBe(deliveries.length - of('again').length)
  })

  it('end at the first message that is not confirmed, and say so', async () => {
    const { receiver, subscription } = await scene({ schedule: { name: 'custom', delaysSeconds: [600] } })
    receiver.answers(200, 500)
    const { exitCode, stdout } = await run(['scenarios', 'play', 'chargeback-story', '--subscription', subscription.id])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^ok {3}chargeback.notified “notified”, in order: confirmed \(HTTP 200\) {2}ntf_\w+$/m)
    expect(stdout).toMatch(/^NOT {2}chargeback.opened “opened”, in order: failed \(HTTP 500\) {2}ntf_\w+$/m)
    expect(receiver.received()).toHaveLength(2)
    await inTest().client.pauseSubscription({ id: subscription.id })
    const held = await run(['scenarios', 'play', file(story), '--subscription', subscription.id])
    expect(held).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('not attempted') })
  })

  it('may be your own, and a file that tells none is refused with what is wrong', async () => {
    const { receiver, subscription } = await scene()
    const object = { id: 'pay_{{run}}' }
    const own = file({ ...story, steps: [{ ...story.steps[0], object, previous: { status: 'pending' } }, { again: 'paid' }] })
    const { exitCode, stdout } = await run(['scenarios', 'play', own, '--subscription', subscription.id])
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('look into your books: one thing') })
    expect(receiver.received()[0]!.body.toString()).toMatch(/"id":"pay_[0-9a-f]{8}"/)
    const wrong = [
      [{ ...story, steps: [{ again: 'paid' }] }, 'paid has not been delivered before'],
      [{ ...story, steps: [...story.steps, ...story.steps] }, 'paid is there twice'],
      [{ ...story, steps: [] }, 'steps'],
      ['{', 'is not JSON'],
    ] as const
    for (const [told, why] of wrong)
      expect(await run(['scenarios', 'show', file(told)])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(why) })
    for (const name of ['none', '@none.json']) expect(await run(['scenarios', 'show', name])).toMatchObject({ exitCode: 2 })
  })
})
