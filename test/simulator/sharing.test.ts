import { expect, it } from 'vitest';
import { login } from '../../scripts/simulator/login.ts';
import { sharing } from '../../scripts/simulator/sharing.ts';

it('makes one object of equal sections, and leaves the scenarios what they are', () => {
  const scenarios = ['a', 'b', 'a', 'b', 'a'].map((id) => ({
    login: login({ client: { client_id: id } }),
    http: { otherwise: 'refused' as const },
  }));
  const [first, second, third] = sharing(scenarios);
  expect(sharing(scenarios)).toEqual(scenarios);
  expect(third!.login.client).toBe(first!.login.client);
  expect(second!.login.client).not.toBe(first!.login.client);
  expect(second!.login.user).toBe(first!.login.user);
});
