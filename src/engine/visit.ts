import type { NewId } from '../crypto/ids.js'
import type { Endpoints } from '../delivery/endpoints.js'
import type { Tokens } from '../delivery/oauth2/tokens.js'
import type { ProbeEndpoint } from '../delivery/outbound/probe.js'
import type { Sign } from '../delivery/sign.js'
import type { InTurn } from './turns.js'

/** What it takes to look at an endpoint while somebody waits: that which delivers, and nothing that stores. */
export interface VisitDeps {
  readonly endpoints: Endpoints
  readonly inTurn: InTurn
  readonly probe: ProbeEndpoint
  readonly tokens: Pick<Tokens, 'ask'>
  readonly sign: Sign
  readonly newId: NewId
  readonly clock: () => Date
}

/** The answer to whoever asked for it must not come later. */
export const MAX_VISIT_MS = 25_000
