import { byId, type Route } from './route.js'
import { Certify, Simulate, Simulation, TrialResult } from './simulations.js'

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
  certifySubscription: {
    method: 'post',
    path: '/v1/subscriptions/{id}/certify',
    tag: 'simulations',
    summary: 'Try the receiver: does it confirm what it should, once, and refuse what it should?',
    scope: 'simulations:write',
    projectKeys: 'their own',
    environment: 'test',
    params: byId,
    body: Certify,
    status: 200,
    response: TrialResult,
    problems: ['check_busy', 'check_unavailable'],
  },
} as const satisfies Record<string, Route>
