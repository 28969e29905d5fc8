export type ProjectStatus = 'testing' | 'certified' | 'live'

/** What is known of a project that wants to go on. */
export interface ProjectStanding {
  readonly status: ProjectStatus
  readonly environment: 'test' | 'live'
  /** It has an active attachment whose subscription is active. */
  readonly activeEndpoint: boolean
  /** A notification of a test event was delivered. */
  readonly deliveredTest: boolean
}

/** What is missing, at which member of the project. */
export interface Missing {
  readonly pointer: string
  readonly detail: string
}

type Requirement = Missing & { readonly isMet: (standing: ProjectStanding) => boolean }

const requirements: Readonly<Record<'certified' | 'live', readonly Requirement[]>> = {
  certified: [
    {
      pointer: '/attachments',
      detail: 'an active attachment with an active subscription is needed: attach a product, configure its webhook, activate both',
      isMet: ({ activeEndpoint }) => activeEndpoint,
    },
    {
      pointer: '/attachments',
      detail: 'a delivered notification of a test event is needed: publish one for the project',
      isMet: ({ deliveredTest }) => deliveredTest,
    },
  ],
  live: [
    {
      pointer: '/environment',
      detail: 'a project of the environment live is needed: begin one with a live key',
      isMet: ({ environment }) => environment === 'live',
    },
    { pointer: '/status', detail: 'a certified project is needed: certify it first', isMet: ({ status }) => status !== 'testing' },
  ],
}

/** What keeps a project from going on to a status (S0-9); empty when nothing does. */
export const missingFor = (target: 'certified' | 'live', standing: ProjectStanding): Missing[] =>
  requirements[target].filter(({ isMet }) => !isMet(standing)).map(({ pointer, detail }) => ({ pointer, detail }))

const order: readonly ProjectStatus[] = ['testing', 'certified', 'live']

/** Whether the status was reached before: a project does not go back. */
export const hasReached = (status: ProjectStatus, target: ProjectStatus): boolean => order.indexOf(status) >= order.indexOf(target)
