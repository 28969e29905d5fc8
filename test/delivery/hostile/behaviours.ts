import type { Behaviour } from './behaviour.js'
import { broken } from './broken.js'
import { endless } from './endless.js'
import { handshakes } from './handshakes.js'
import { names } from './names.js'
import { odd } from './odd.js'

export const behaviours: readonly Behaviour[] = [...endless, ...broken, ...odd, ...handshakes, ...names]
