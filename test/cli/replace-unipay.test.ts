import { expect, it } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findEventType } from '../../src/catalogue/catalogue.js'
import type { AttemptList } from '../../src/contract/notifications.js'
import type { CreatedSubscription } from '../../src/contract/subscriptions.js'
import type { z } from 'zod'
import { unipay } from '../e2e/platform-receivers.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import type { Received, Reply } from '../helpers/receiver.js'
import { startReceiver } from '../helpers/receiver.js'
import { emptyDirectory, posthornCommand } from './run-command.js'

const run = posthornCommand(sharedPosthorn())
const json = async <T>(...args: string[]): Promise<T> => {
  const { stdout, stderr } = await run([...args, '--json'])
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as T
}

const types = 'chargeback.*,return.*,reversal.*,notice_of_change.*,subscription.status_changed,payment_option.created,merchant.updated'

/** UniPay's receiver, behind its username and password. */
const page = (request: Received): Reply =>
  request.headers['authorization'] === `Basic ${Buffer.from('shop:secret').toString('base64')}` ? unipay(request) : 401

it('S2-12 S2-14 S2-15: a page that took UniPay callbacks takes ours, as docs/replace-unipay-callbacks.md says', async () => {
  const receiver = await startReceiver()
  const directory = emptyDirectory()
  writeFileSync(join(directory, 'password.txt'), 'secret\n')
  writeFileSync(join(directory, 'chargeback.json'), JSON.stringify(findEventType('chargeback.opened')?.example))
  const options = ['--events', types, '--style', 'unipay', '--confirmation', 'unipay-notification-id', '--schedule', 'unipay']
  const auth = ['--auth', 'basic:shop', '--credential', `@${join(directory, 'password.txt')}`]
  const create = ['subscriptions', 'create', receiver.url, ...options, ...auth]
  const { id, timetable } = await json<z.infer<typeof CreatedSubscription>>(...create)
  expect(timetable.slice(0, 4)).toEqual([0, 300, 1200, 3000])

  receiver.answers(({ body }) => ({ status: 200, body: body.toString().replaceAll('"', '“') }))
  expect((await run(['subscriptions', 'check', id])).stdout).toMatch(/confirmation +failed.*unconfirmed/)

  receiver.answers(page)
  await run(['subscriptions', 'activate', id])
  const data = `@${join(directory, 'chargeback.json')}`
  const { notifications } = await json<{ notifications: { id: string }[] }>(
    'events',
    'publish',
    '--type',
    'chargeback.opened',
    '--data',
    data,
  )
  await eventually(async () => {
    const { items } = await json<z.infer<typeof AttemptList>>('notifications', 'attempts', notifications[0]!.id)
    expect(items).toMatchObject([{ outcome: 'confirmed' }])
  })
  expect(JSON.parse(receiver.received().at(-1)!.body.toString())).toMatchObject({
    notificationId: notifications[0]!.id,
    type: 'processing.chargeback-processed',
    dataType: 'Transaction',
  })
  await receiver.stop()
})
