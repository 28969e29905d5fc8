import type { Migration } from 'kysely'
import { up as spine } from './0001-spine.js'
import { up as tenancy } from './0002-tenancy.js'
import { up as styles } from './0011-styles.js'
import { up as matching } from './0012-matching.js'
import { up as coverage } from './0013-coverage.js'
import { up as feed } from './0014-feed.js'
import { up as eventTypes } from './0015-event-types.js'
import { up as projects } from './0016-projects.js'
import { up as detach } from './0017-detach.js'
import { up as lifecycle } from './0018-lifecycle.js'
import { up as replays } from './0019-replays.js'
import { up as erasure } from './0020-erasure.js'
import { up as onBehalf } from './0021-on-behalf.js'
import { up as pendingChanges } from './0021-pending-changes.js'
import { up as sequences } from './0022-sequences.js'
import { up as ownEvents } from './0025-own-events.js'
import { up as ordering } from './0026-ordering.js'
import { up as projectKeys } from './0027-project-keys.js'
import { up as projectMembers } from './0027-project-members.js'
import { up as retention } from './0028-retention.js'
import { up as pinning } from './0029-pinning.js'
import { up as confirmation } from './0030-confirmation.js'
import { up as deadline } from './0030-deadline.js'
import { up as expiredRequests } from './0031-expired-requests.js'
import { up as receiverAuth } from './0032-receiver-auth.js'
import { up as goneEndpoints } from './0033-gone-endpoints.js'
import { up as signingKeys } from './0034-signing-keys.js'
import { up as signingProfiles } from './0035-signing-profiles.js'
import { up as receiverTls } from './0036-receiver-tls.js'
import { up as clientCertificates } from './0036-tls-client-certificates.js'
import { up as certificateExpiry } from './0036-tls-expiry.js'
import { up as caps } from './0038-caps.js'
import { up as recovery } from './0039-recovery.js'
import { up as rewrap } from './0040-rewrap.js'
import { up as testNotifications } from './0041-test-notifications.js'

/** Every migration, in order. Only ever append: what has been released is never changed. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-spine': { up: spine },
  '0002-tenancy': { up: tenancy },
  '0011-styles': { up: styles },
  '0012-matching': { up: matching },
  '0013-coverage': { up: coverage },
  '0014-feed': { up: feed },
  '0015-event-types': { up: eventTypes },
  '0016-projects': { up: projects },
  '0017-detach': { up: detach },
  '0018-lifecycle': { up: lifecycle },
  '0019-replays': { up: replays },
  '0020-erasure': { up: erasure },
  '0021-on-behalf': { up: onBehalf },
  '0021-pending-changes': { up: pendingChanges },
  '0022-sequences': { up: sequences },
  '0025-own-events': { up: ownEvents },
  '0026-ordering': { up: ordering },
  '0027-project-keys': { up: projectKeys },
  '0027-project-members': { up: projectMembers },
  '0028-retention': { up: retention },
  '0029-pinning': { up: pinning },
  '0030-confirmation': { up: confirmation },
  '0030-deadline': { up: deadline },
  '0031-expired-requests': { up: expiredRequests },
  '0032-receiver-auth': { up: receiverAuth },
  '0033-gone-endpoints': { up: goneEndpoints },
  '0034-signing-keys': { up: signingKeys },
  '0035-signing-profiles': { up: signingProfiles },
  '0036-receiver-tls': { up: receiverTls },
  '0036-tls-client-certificates': { up: clientCertificates },
  '0036-tls-expiry': { up: certificateExpiry },
  '0038-caps': { up: caps },
  '0039-recovery': { up: recovery },
  '0040-rewrap': { up: rewrap },
  '0041-test-notifications': { up: testNotifications },
}
