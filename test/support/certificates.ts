import { execFileSync } from 'node:child_process';

/** A key and a certificate that is its own authority. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** Makes a certificate for `subjectAltName` (as openssl writes it: `IP:127.0.0.1`), which nobody trusts yet. */
export function makeCertificate(subjectAltName: string): KeyPair {
  const pem = execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
      ...['-subj', '/CN=upstream', '-addext', `subjectAltName=${subjectAltName}`, '-keyout', '-', '-out', '-'],
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const start = pem.indexOf('-----BEGIN CERTIFICATE-----');
  return { key: pem.slice(0, start), cert: pem.slice(start) };
}
