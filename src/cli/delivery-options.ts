import type { Command } from 'commander'
import type { CreateSubscription } from '../contract/subscriptions.js'
import { type AuthOptions, readAuth, withAuthOptions } from './auth-options.js'
import { maxConcurrencyOption, rateLimitOption } from './cap-options.js'
import { confirmationHelp, readConfirmation } from './confirmation-option.js'
import type { CliIo } from './io.js'
import { wholeNumber } from './options.js'
import { orderingOption } from './ordering-option.js'
import { scheduleHelp, toSchedule } from './schedule-option.js'
import { readSigning, signingHelp } from './signing-option.js'
import { styleOption } from './style-option.js'

/** How a subscription is delivered to. */
export interface DeliveryOptions extends AuthOptions {
  readonly schedule?: CreateSubscription['schedule']
  readonly style?: CreateSubscription['style']
  readonly confirmation?: string
  readonly signing?: string
  readonly ordering?: CreateSubscription['ordering']
  readonly timeoutMs?: number
  readonly deadline?: number | null
  readonly maxConcurrency?: CreateSubscription['maxConcurrency']
  readonly rateLimit?: CreateSubscription['rateLimit']
}

export const withDeliveryOptions = (command: Command): Command =>
  withAuthOptions(command)
    .option('--schedule <schedule>', scheduleHelp, toSchedule)
    .addOption(styleOption())
    .option('--confirmation <policy>', confirmationHelp)
    .option('--signing <profiles>', signingHelp)
    .addOption(orderingOption())
    .option('--timeout-ms <ms>', 'deadline of one attempt, 1000 to 30000', wholeNumber(1000, 30_000))
    .option('--deadline <seconds>', 'no attempt starts later after the event was accepted; none: as long as the schedule says', toDeadline)
    .addOption(maxConcurrencyOption())
    .addOption(rateLimitOption())

const toDeadline = (text: string): number | null => (text === 'none' ? null : wholeNumber(1, 90 * 86_400)(text))

/** As the contract has it; a member is undefined when it was not given. */
export async function readDelivery(options: DeliveryOptions, io: Pick<CliIo, 'stdin' | 'cwd'>) {
  const { schedule, style, ordering, timeoutMs, deadline: deadlineSeconds, maxConcurrency, rateLimit } = options
  const confirmation = await readConfirmation(options.confirmation, io)
  const signing = await readSigning(options.signing, io)
  const times = { schedule, ordering, timeoutMs, deadlineSeconds, maxConcurrency, rateLimit }
  return { ...times, style, confirmation, signing, ...(await readAuth(options, io)) }
}
