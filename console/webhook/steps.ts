import type { Client } from '../../src/client/client.js'
import type { EndpointCheck } from '../../src/contract/endpoint-checks.js'
import type { OperationId } from '../../src/contract/routes.js'
import type { Webhook } from './draft.js'

/** Something that can be done with a webhook beside changing it. */
export interface Step {
  readonly label: string
  readonly operation: OperationId
  /** Does it; the report of the endpoint check, if one was made. */
  readonly take: (client: Client, subscription: string) => Promise<EndpointCheck | null>
}

const check: Step = {
  label: 'Check the endpoint',
  operation: 'checkSubscription',
  take: (client, id) => client.checkSubscription({ id }),
}
const activate: Step = {
  label: 'Activate',
  operation: 'activateSubscription',
  take: async (client, id) => (await client.activateSubscription({ id })).check,
}
const pause: Step = {
  label: 'Pause',
  operation: 'pauseSubscription',
  take: (client, id) => client.pauseSubscription({ id }).then(() => null),
}
const resume: Step = {
  label: 'Resume',
  operation: 'resumeSubscription',
  take: (client, id) => client.resumeSubscription({ id }).then(() => null),
}

const steps: Readonly<Record<NonNullable<Webhook['state']>, readonly Step[]>> = {
  created: [check, activate],
  active: [check, pause],
  paused: [check, resume],
  disabled: [check, activate],
  draining: [],
}

/** What can be done in this state. */
export const stepsFrom = (state: Webhook['state']): readonly Step[] => (state === null ? [] : steps[state])
