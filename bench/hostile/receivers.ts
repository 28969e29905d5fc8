import type { Behaviour } from '../../test/delivery/hostile/behaviour.js'
import { behaviours } from '../../test/delivery/hostile/behaviours.js'
import { type HostileReceivers, withHostileReceivers } from '../../test/delivery/hostile/receivers.js'
import { answer, answering } from '../../test/delivery/peer.js'
import { serve } from '../peer.js'

const healthy: Behaviour = { name: 'answers', answering: answering(answer(200, '{"ok":true}')), says: 'confirmed: HTTP 200' }

export type Reachable = Omit<HostileReceivers, 'received'>

/** Every receiver of the table, in its order, and a healthy one behind them. */
function createReceivers() {
  return {
    listen: (_: undefined): Promise<Reachable> =>
      new Promise((resolve, reject) => {
        withHostileReceivers([...behaviours, healthy], ({ urls, allow, dnsServers, trustedAuthorities }) => {
          resolve({ urls, allow, dnsServers, trustedAuthorities })
          return new Promise(() => undefined)
        }).catch(reject)
      }),
  }
}

export type ReceiversCommands = ReturnType<typeof createReceivers>

serve(createReceivers())
