/** Reading an answer stops here; the rest does not matter to anybody. */
export const maxReadBytes = 65_536
/** What is kept of an answer for the attempt record. */
export const maxKeptBytes = 16_384
/** A body that has to confirm is waited for no longer than this after its headers. */
export const maxConfirmingMs = 2_000
/** Answers before the final one (1xx, RFC 9110 section 15.2): each costs a parse, so that bytes are no measure of them. */
export const maxInterimAnswers = 32
export const maxResponseHeaderBytes = 16_384
/** Everything of one answer as it comes over the wire, chunk framing included. */
export const maxWireBytes = 524_288
/** Connections kept open for reuse, over all receivers. */
export const maxIdleConnections = 512
/** Addresses of one host that are tried before the attempt counts as unreachable. */
export const maxDials = 4
