import { variable, wholeNumber } from './config-variable.js'

/** What bounds the attempts that are under way. */
export const caps = {
  POSTHORN_OPEN_ATTEMPTS_PER_NODE: variable(
    wholeNumber(1, 10_000).prefault('512'),
    '512',
    'Most attempts that are under way in this node.',
  ),
  POSTHORN_OPEN_ATTEMPTS_PER_ACCOUNT: variable(
    wholeNumber(1, 10_000).optional(),
    '',
    'The same for one account. Default: a quarter of those of the node.',
  ),
  POSTHORN_OPEN_ATTEMPTS_PER_HOST: variable(
    wholeNumber(1, 10_000).optional(),
    '',
    'The same for one host of receivers, whoever registered them. Default: those for an account.',
  ),
  POSTHORN_OPEN_ATTEMPTS_PER_SUBSCRIPTION: variable(
    wholeNumber(1, 10_000).prefault('10'),
    '10',
    'The same for one subscription that does not say maxConcurrency.',
  ),
}
