import { build } from '../../scripts/build.mjs'

/** The node runs from what the sources are now; everything else each file starts for itself. */
export default build
