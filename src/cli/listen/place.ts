import { type ConnectionOptions, findAddress } from '../connection.js'
import { usageFailure } from '../failure.js'
import type { CliIo } from '../io.js'
import type { Sender } from './verifications.js'

/** Between which addresses a listener stands. */
export interface Place extends Sender {
  readonly target: URL
  /** 0: any free one. */
  readonly port: number
  /** Undefined: Posthorn is on this machine, too, and calls the port. */
  readonly endpoint: string | undefined
}

interface PlaceOptions extends ConnectionOptions {
  readonly forward: string
  readonly endpoint?: string
  readonly port?: number
  readonly issuer?: string
}

/** Throws a usage failure where a Posthorn elsewhere has no way to this machine. */
export async function toPlace(options: PlaceOptions, io: Pick<CliIo, 'env' | 'cwd'>): Promise<Place> {
  const { baseUrl } = await findAddress(options, io)
  const { endpoint, port = 0, issuer = baseUrl } = options
  if (endpoint === undefined && !['127.0.0.1', '[::1]', 'localhost'].includes(new URL(baseUrl).hostname))
    throw usageFailure(`${baseUrl} cannot call this machine: give --endpoint, the public address of a tunnel to it, and --port`)
  if (endpoint !== undefined && port === 0) throw usageFailure('--endpoint goes with --port: where on this machine it leads to')
  return { target: toTarget(options.forward), port, endpoint, baseUrl, issuer, isPublic: endpoint !== undefined }
}

function toTarget(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw usageFailure(`--forward ${text} is not the address of a server, such as http://localhost:3000/hooks`)
}
