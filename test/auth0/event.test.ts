import { describe, expect, it } from 'vitest';
import { eventOf } from '../../scripts/auth0/event.ts';
import { login } from '../../scripts/simulator/login.ts';

describe('the event of a login', () => {
  it('shows absent metadata as empty objects and keeps root attributes', () => {
    const event = eventOf(
      login({
        user: { app_metadata: undefined, user_metadata: undefined, identities: undefined, groups: ['SOC'] },
        client: { metadata: undefined },
        transaction: undefined,
      }),
    );
    expect(event.user).toMatchObject({
      app_metadata: {},
      user_metadata: {},
      identities: [],
      groups: ['SOC'],
    });
    expect(event.client.metadata).toEqual({});
    expect(event.transaction).toEqual({ metadata: {} });
  });

  it('leaves what a custom database stored as it is', () => {
    expect(eventOf(login({ user: { app_metadata: 'text' } })).user.app_metadata).toBe('text');
  });

  it('hides what only Rules see, and what belongs to the simulator', () => {
    const event = eventOf(
      login({
        connection: { options: { tenant_domain: 'x' } },
        sso: { with_auth0: true },
        directory: { roles: [] },
      }),
    );
    expect(event).not.toHaveProperty('sso');
    expect(event).not.toHaveProperty('directory');
    expect(event.connection).not.toHaveProperty('options');
  });

  it('is a copy: neither the login nor the secrets can be changed through it', () => {
    const about = login({ user: { groups: ['SOC'] } });
    const secrets = { KEY: 'value' };
    const event = eventOf(about, secrets);
    (event.user['groups'] as string[]).push('Admins');
    (event.secrets as Record<string, string>)['KEY'] = 'changed';
    expect(about.user['groups']).toEqual(['SOC']);
    expect(secrets.KEY).toBe('value');
  });
});
