import { type Client, PendingChange } from '../../client/client.js'
import type { ActivatedSubscription, SubscriptionWithSecret } from '../../contract/subscriptions.js'
import { type Interrupts, watchInterrupts } from '../../interrupts.js'
import type { VerifierOptions } from '../../verify/index.js'
import { toCheckText } from '../check-text.js'
import type { ApiTask, Ask } from '../cli.js'
import { type DeliveryOptions, readDelivery } from '../delivery-options.js'
import { CliFailure } from '../failure.js'
import { given } from '../options.js'
import { readText } from '../read-text.js'
import { toRecord } from '../table.js'
import { toHeardText } from './heard-text.js'
import { deleteIfThere, removeLeftovers, toMark } from './leftovers.js'
import { createListener, type Heard } from './listener.js'
import { type Place, toPlace } from './place.js'
import { serve } from './serve.js'
import { toVerifications } from './verifications.js'

export interface ListenOptions extends DeliveryOptions {
  readonly forward: string
  readonly types?: string[]
  readonly endpoint?: string
  readonly port?: number
  readonly account?: string
  readonly project?: string
  readonly attachment?: string
  readonly secret?: string
  readonly issuer?: string
}

/** Makes a temporary test subscription, shows and forwards what it gets until the person asks to stop, and deletes it. */
export const listenUntilAsked: ApiTask<ListenOptions> = async (client, ask) => {
  const place = await toPlace(ask.options, ask.desk.io)
  await tidyUp(client, ask, await ownAccount(client))
  const interrupts = watchInterrupts()
  interrupts.onSecond(() => ask.desk.io.exit(1))
  try {
    await listen(client, ask, { place, interrupts })
  } finally {
    interrupts.release()
  }
  return 0
}

/** Of a key for tests; throws a CliFailure for any other. */
async function ownAccount(client: Client): Promise<string> {
  const { environment, account } = await client.getCurrentKey()
  if (environment === 'test') return account
  throw new CliFailure(
    'live_refused',
    'live events are not sent to somebody’s machine: listen with a key for tests, made by posthorn api-keys create listen --environment test --scopes "subscriptions:*,simulations:*"',
  )
}

async function tidyUp(client: Client, { desk, options }: Ask<ListenOptions>, own: string): Promise<void> {
  const left = await removeLeftovers(client, options.account ?? own, desk.now())
  if (left.length > 0) desk.io.stderr.write(`deleted what an earlier listener has left behind: ${left.join(', ')}\n`)
}

interface Session {
  readonly place: Place
  readonly interrupts: Interrupts
}

async function listen(client: Client, ask: Ask<ListenOptions>, { place, interrupts }: Session): Promise<void> {
  const { desk } = ask
  const verifications: VerifierOptions[] = []
  const hear = (heard: Heard): void => desk.show(heard, toHeardText(desk))
  const { port, close } = await serve(createListener({ target: place.target, verifications, now: desk.now, hear }), place.port)
  try {
    const created = await client.createSubscription(await toRequest(ask, place.endpoint ?? `http://127.0.0.1:${port}/`))
    try {
      verifications.push(...toVerifications(created, place))
      introduce(ask, place, { created, activated: await activate(client, created.id, place) })
      await interrupts.asked
    } finally {
      await end(client, created.id)
    }
    if (!desk.json) desk.print(`${created.id} deleted`)
  } finally {
    close()
  }
}

async function toRequest({ desk: { io }, options }: Ask<ListenOptions>, url: string) {
  const { types: eventTypes = ['*'], account, project, attachment, secret } = options
  const own = secret === undefined ? undefined : (await readText(secret, io)).trim()
  const delivery = await readDelivery(options, io)
  return { ...delivery, url, eventTypes, description: toMark(), ...given({ account, project, attachment, secret: own }) }
}

/** A tunnel is tried with a signed test.ping: whoever listens behind one that leads nowhere would wait for ever. */
async function activate(client: Client, id: string, { endpoint }: Place): Promise<ActivatedSubscription> {
  try {
    return await client.activateSubscription({ id, check: endpoint === undefined ? 'none' : 'report' })
  } catch (error) {
    if (!(error instanceof PendingChange)) throw error
    await client.withdrawChangeRequest({ id: error.request.id })
    throw new CliFailure('needs_approval', 'the account wants four eyes before an endpoint is activated: nobody can listen for it')
  }
}

interface Made {
  readonly created: SubscriptionWithSecret
  readonly activated: ActivatedSubscription
}

function introduce({ desk, options }: Ask<ListenOptions>, { target }: Place, { created, activated: { check } }: Made): void {
  const { id: subscription, account, url, eventTypes, secret } = created
  const shown = { subscription, account, eventTypes, url, forward: target.href, ...(options.secret === undefined && { secret }), check }
  desk.show(shown, () => {
    const record = toRecord([
      ['Subscription', `${subscription} of ${account}, for tests and until Ctrl-C`],
      ['Event types', eventTypes.join(', ')],
      ['Endpoint', url],
      ['Forwarded to', target.href],
      ['Signing secret', options.secret === undefined ? secret : null],
    ])
    return check?.status === 'failed' ? `${record}\n\n${toCheckText(desk)(check)}` : record
  })
}

async function end(client: Client, id: string): Promise<void> {
  try {
    await deleteIfThere(client, id)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliFailure('not_deleted', `${id} is left (${reason}): the next posthorn listen on this machine deletes it`)
  }
}
