import { describe, expect, it } from 'vitest';
import { login } from '../../scripts/simulator/login.ts';

describe('login()', () => {
  it('merges a section key by key and replaces values whole', () => {
    const { user, connection } = login({ user: { groups: ['a'], identities: [] } });
    expect(user).toMatchObject({ groups: ['a'], identities: [], email: 'ada@example.com' });
    expect(connection.strategy).toBe('auth0');
  });

  it('removes a key or a section with undefined', () => {
    const about = login({ user: { email: undefined }, session: undefined });
    expect(about.user).not.toHaveProperty('email');
    expect(about).not.toHaveProperty('session');
  });

  it('is fresh each time and shares nothing with its arguments', () => {
    const groups = ['a'];
    const about = login({ user: { groups } });
    groups.push('b');
    expect(about.user['groups']).toEqual(['a']);
    expect(login()).toEqual(login());
    expect(login().user).not.toBe(login().user);
  });

  it('is serialisable', () => {
    expect(JSON.parse(JSON.stringify(login()))).toEqual(login());
  });
});
