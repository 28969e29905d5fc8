import { hash } from 'node:crypto'
import { type AuditFacts, auditText } from '../domain/audit-text.js'

/** SHA-256 in hexadecimal that chains an audit entry to the one before it. */
export const auditHash = (facts: AuditFacts, previousHash: string): string => hash('sha256', auditText(facts, previousHash), 'hex')

/** What the first entry of a chain follows. */
export const auditRoot = '0'.repeat(64)
