/** Audits as a process of its own, for a ledger that only processes in its mount namespace can open. */
import { auditOrComplain, type AuditRequest } from './audit.ts';

process.on('message', (request: AuditRequest) => process.send?.(auditOrComplain(request)));
process.on('disconnect', () => process.exit(0));
