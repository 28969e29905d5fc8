import { type Command, Option } from 'commander'
import { presetExtras, PresetName, presets } from '../contract/presets.js'
import type { CreateSubscription } from '../contract/subscriptions.js'
import { type AuthOptions, readAuth, withAuthOptions } from './auth-options.js'
import { maxConcurrencyOption, rateLimitOption } from './cap-options.js'
import { confirmationHelp, readConfirmation } from './confirmation-option.js'
import { usageFailure } from './failure.js'
import type { CliIo } from './io.js'
import { given, wholeNumber } from './options.js'
import { orderingOption } from './ordering-option.js'
import { scheduleHelp, toSchedule } from './schedule-option.js'
import { encryptedTo, readSigning, signingHelp } from './signing-option.js'
import { styleOption } from './style-option.js'

/** How a subscription is delivered to. */
export interface DeliveryOptions extends AuthOptions {
  readonly preset?: PresetName
  readonly encryptionKey?: string
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
    .addOption(
      new Option(
        '--preset <name>',
        'style, signatures, confirmation, schedule and headers of a sender that is replaced, or of a known form; what is given besides it goes before it',
      ).choices(PresetName.options),
    )
    .option('--schedule <schedule>', scheduleHelp, toSchedule)
    .addOption(styleOption())
    .option('--confirmation <policy>', confirmationHelp)
    .option('--signing <profiles>', signingHelp)
    .option(
      '--encryption-key <key>',
      'what secured-payload signs is encrypted to this public key or certificate of the receiver: @file, or -',
    )
    .addOption(orderingOption())
    .option('--timeout-ms <ms>', 'deadline of one attempt, 1000 to 30000', wholeNumber(1000, 30_000))
    .option('--deadline <seconds>', 'no attempt starts later after the event was accepted; none: as long as the schedule says', toDeadline)
    .addOption(maxConcurrencyOption())
    .addOption(rateLimitOption())

const toDeadline = (text: string): number | null => (text === 'none' ? null : wholeNumber(1, 90 * 86_400)(text))

/** As the contract has it; a member is left out when neither an option nor the preset gives it. */
export async function readDelivery(options: DeliveryOptions, io: Pick<CliIo, 'stdin' | 'cwd'>) {
  const { preset, schedule, style, ordering, timeoutMs, deadline: deadlineSeconds } = options
  const chosen = preset && presets[preset]
  const extras = preset && presetExtras[preset]
  const confirmation = await readConfirmation(options.confirmation, io)
  const signing = await encryptedTo(options.encryptionKey, (await readSigning(options.signing, io)) ?? chosen?.signing, {
    terms: extras?.encryption,
    io,
  })
  const auth = options.auth ?? (options.credential === undefined ? undefined : extras?.auth)
  const own = given({ schedule, style, confirmation, signing, ordering, timeoutMs, deadlineSeconds })
  return { ...chosen, ...own, ...(await readAuth({ ...options, ...given({ auth }) }, io)) }
}

/** For a change: a preset replaces the signatures as a whole. Throws a usage failure where that would end an encryption unsaid. */
export function requireEncryptionKey({ preset, encryptionKey, signing }: DeliveryOptions): void {
  if (!preset || !presetExtras[preset] || encryptionKey !== undefined || signing !== undefined) return
  throw usageFailure(
    `--preset ${preset} replaces the signatures and would end an encryption: give --encryption-key to encrypt, or --signing secured-payload:RS256 to send unencrypted`,
  )
}
