import { createAdmission } from '../../src/delivery/admission.js'
import type { Admission, AdmissionLimits } from '../../src/delivery/admission-types.js'

/** Of a node that is alone. */
export const anAdmission = (limits: AdmissionLimits, now = () => performance.now()): Admission =>
  createAdmission({ limits, now, nodesWithin: () => 1 })
