import { createPrivateKey, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { readIfExists, writeFileAtomic } from '../lib/files.ts';

export interface Certificate {
  readonly key: string;
  readonly certificate: string;
  /** What clients are pointed at: `NODE_EXTRA_CA_CERTS`, `curl --cacert`. */
  readonly path: string;
}

const DAY = 86_400_000;

/** Certificates are checked by TLS against the real clock, so this is the one place that reads it. */
const YEARS_VALID = 2;

export function certificatePath(stateDir: string): string {
  return join(stateDir, 'certificate.pem');
}

/** The self-signed certificate for localhost and 127.0.0.1, made on first use, and again when it has run out. */
export async function ensureCertificate(stateDir: string): Promise<Certificate> {
  const path = certificatePath(stateDir);
  const keyPath = join(stateDir, 'certificate.key');
  const kept = usable(readIfExists(path), readIfExists(keyPath));
  if (kept) return { ...kept, path };
  const now = Date.now();
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY),
    notAfterDate: new Date(now + YEARS_VALID * 365 * DAY),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  writeFileAtomic(keyPath, made.private, 0o600);
  writeFileAtomic(path, made.cert);
  return { key: made.private, certificate: made.cert, path };
}

/** The pair, when both halves are there, belong together and last at least another day. */
function usable(certificate: string | undefined, key: string | undefined) {
  if (certificate === undefined || key === undefined) return undefined;
  try {
    const parsed = new X509Certificate(certificate);
    const lasts = Date.parse(parsed.validTo) - Date.now() > DAY;
    return lasts && parsed.checkPrivateKey(createPrivateKey(key)) ? { certificate, key } : undefined;
  } catch {
    return undefined;
  }
}
