import type { Route } from './route.js'
import { Simulate, Simulation } from './simulations.js'

export const simulationRoutes = {
  simulateEvent: {
    method: 'post',
    path: '/v1/simulations',
    tag: 'simulations',
    summary: 'Send a realistic, fully signed event that did not happen, marked as a test',
    scope: 'simulations:write',
    projectKeys: 'their own',
    environment: 'test',
    body: Simulate,
    status: 201,
    location: '/v1/events',
    response: Simulation,
    problems: ['event_id_conflict', 'card_data_refused', 'wrong_state'],
  },
} as const satisfies Record<string, Route>
