import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactor } from '../../scripts/tenant/redact.ts';

const SECRET = 's3cr3t"quo\\te~Entra Value';

test.each([
  ['as it is', SECRET],
  ['in JSON', JSON.stringify({ a: SECRET })],
  ['in a URL', encodeURIComponent(SECRET)],
  ['in base64', Buffer.from(SECRET).toString('base64')],
  ['in base64url', Buffer.from(SECRET).toString('base64url')],
])('hides a secret %s', (_how, text) => {
  expect(redactor([SECRET])(`before ${text} after`)).toMatch(/^before .*\[secret\].* after$/);
  expect(redactor([SECRET])(text)).not.toContain(text.replace(/^\{"a":"|"\}$/g, ''));
});

test('hides each line of a secret of several lines', () => {
  const hide = redactor(['-----BEGIN KEY-----\nMIIEowIBAAKCAQEA\n-----END KEY-----']);
  expect(hide('log: MIIEowIBAAKCAQEA')).toBe('log: [secret]');
});

test('leaves what is too short to be told from the language', () => {
  expect(redactor(['on', 'yes'])('yes, on and on')).toBe('yes, on and on');
});

test('takes any text for a secret, and leaves none of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 4 }), (secret) => {
      expect(redactor([secret])(`<${secret}>`)).toMatch(/^<(?:\[secret\])+>$/s);
    }),
    { seed: 1 },
  );
});
