import { describe, expect, it } from 'vitest';
import { holdsSecret, secretsIn, shownField } from '../../scripts/tenant/secret-fields.ts';
import { isSecretName } from '../../scripts/tenant/secret-name.ts';

describe('isSecretName', () => {
  // oxfmt-ignore
  it.each([
    'client_secret', 'twilio_token', 'api_key', 'apiKey', 'key', 'upstream.pass', 'smtp_password',
    'signing_key', 'decryptionKey', 'credentials', 'configuration.HOST', 'client_metadata.torq_secret',
  ])('knows %s', (name) => expect(isSecretName(name)).toBe(true));

  // oxfmt-ignore
  it.each([
    'client_id', 'public_key', 'signing_key.kid', 'passwordPolicy', 'tokenEndpoint', 'configuration',
    'refresh_token.rotation_type', 'jwt_configuration.secret_encoded', 'ext_groups',
  ])('takes %s for no secret', (name) => expect(isSecretName(name)).toBe(false));
});

const OPTIONS = {
  host: 'https://db.example/',
  upstream: { secret: 'one', pass: 'two', user: 'me' },
  list: [{ secret: 'three', kid: '1' }, 'plain'],
  configuration: { API: 'four' },
};

it('finds secret texts at any depth, and in lists', () => {
  expect(secretsIn('options', OPTIONS)).toEqual(['one', 'two', 'three', 'four']);
  expect(secretsIn('options', { secret: { notGiven: 'KEYWORD' } })).toEqual(['KEYWORD']);
  expect(holdsSecret('refresh_token', { rotation_type: 'rotating' })).toBe(false);
  expect(holdsSecret('use_secret', true)).toBe(false);
});

it('shows the rest', () => {
  expect(shownField('options', OPTIONS, (text) => text.replace('plain', 'hidden by value'))).toEqual({
    host: 'https://db.example/',
    upstream: { secret: '[secret]', pass: '[secret]', user: 'me' },
    list: [{ secret: '[secret]', kid: '1' }, 'hidden by value'],
    configuration: { API: '[secret]' },
  });
});
