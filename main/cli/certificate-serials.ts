import {
  certificateSn,
  certificateTextOf,
  readCertificates,
  rootCertificateSn,
} from '../gateways/alipay/certificates.ts';
import { exitCodes, UsageError, type CommandResult } from './results.ts';

/**
 * The numbers by which Alipay knows certificates: of each one in a file, and of the file as a bundle of roots.
 * @throws UsageError when the file holds something else.
 */
export function certificateSerials(file: Uint8Array): CommandResult {
  const parsing = readCertificates(certificateTextOf(file) ?? '');
  if (!parsing.ok) throw new UsageError(`The input holds no certificate: ${parsing.problem}.`);
  const certificates = parsing.all.map((certificate) => ({
    serialNumber: certificateSn(certificate),
    subject: certificate.subject,
    validUntil: certificate.validToDate.toISOString(),
  }));
  return {
    exitCode: exitCodes.done,
    output: { certificates, rootSerialNumber: rootCertificateSn(parsing.all) || null },
  };
}
