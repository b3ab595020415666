import type { ApiHost } from './api-host.ts';
import { holdTo, jsonBytes } from './api-host.ts';
import { limits } from './limits.ts';

type Check = (value: unknown) => boolean;

const text =
  (limit: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= limit;
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value as string);
const address = text(limits.samlAddress.documented);
const line = text(limits.samlText.documented);
const pem = text(limits.samlPem.documented);
const flag: Check = (value) => typeof value === 'boolean';
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const probes: Check = (value) =>
  Array.isArray(value) && value.length <= limits.samlProbes.documented && value.every(line);

/** Every `api.samlResponse.set…` but setAttribute, with what it accepts; anything else throws. */
const SETTINGS: readonly (readonly [name: string, accepts: Check])[] = [
  ['Audience', address],
  ['Recipient', address],
  ['Destination', address],
  ['Issuer', line],
  ['NameIdentifierFormat', line],
  ['NameIdentifierProbes', probes],
  ['AuthnContextClassRef', line],
  ['RelayState', line],
  ['Cert', pem],
  ['Key', pem],
  ['SigningCert', pem],
  ['EncryptionCert', pem],
  ['EncryptionPublicKey', pem],
  ['SignatureAlgorithm', oneOf('rsa-sha256', 'rsa-sha1')],
  ['DigestAlgorithm', oneOf('sha256', 'sha1')],
  ['EncryptionAlgorithm', oneOf('aes256-gcm', 'aes256-cbc')],
  ['LifetimeInSeconds', number],
  ['SignResponse', flag],
  ['CreateUpnClaim', flag],
  ['PassthroughClaimsWithNoMapping', flag],
  ['MapUnknownClaimsAsIs', flag],
  ['MapIdentities', flag],
  ['IncludeAttributeNameFormat', flag],
  ['TypedAttributes', flag],
];

/** `api.samlResponse`. */
export function samlMethods(host: ApiHost): Record<string, object> {
  const settings = SETTINGS.map(([name, accepts]) => [
    `set${name}`,
    (value: unknown): void => {
      if (!accepts(value)) throw new Error(`api.samlResponse.set${name}: invalid value`);
      host.record(`samlResponse.set${name}`, value);
    },
  ]);
  return {
    samlResponse: {
      ...(Object.fromEntries(settings) as object),
      setAttribute: (name: unknown, value: unknown): void => setAttribute(host, name, value),
    },
  };
}

function setAttribute(host: ApiHost, name: unknown, value: unknown): void {
  const method = 'api.samlResponse.setAttribute';
  if (typeof name !== 'string') throw new TypeError(`${method}: the name must be a string`);
  holdTo(host, method, 'the name', 'samlAttributeName', name.length);
  for (const part of Array.isArray(value) ? value : [value ?? '']) {
    if (!['string', 'number', 'boolean'].includes(typeof part)) {
      throw new TypeError(`${method}: "${name}" must be a string, a number, a boolean or an array of those`);
    }
    if (typeof part === 'string') {
      holdTo(host, method, `the value of "${name}"`, 'samlAttributeValue', part.length);
    }
  }
  const { [name]: _previous, ...others } = host.state.samlAttributes;
  const attributes = value == null ? others : { ...others, [name]: value };
  holdTo(host, method, 'the size of all attributes', 'samlTotal', jsonBytes(attributes));
  holdTo(host, method, 'the number of attributes', 'samlAttributes', Object.keys(attributes).length);
  host.state.samlAttributes = attributes;
  host.record('samlResponse.setAttribute', name, value ?? null);
}
