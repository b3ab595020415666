import { limits } from '../auth0/limits.ts';

/** Largest page of any list (https://auth0.com/docs/api/management/v2). */
export const MAX_PAGE = 100;

/** Applications that one PATCH of a connection may turn on or off. */
export const MAX_CLIENT_CHANGES = 50;

/** What is enforced, where the documented number is not. */
export function enforced(name: keyof typeof limits): number {
  const { documented, enforced } = limits[name];
  return enforced ?? documented;
}
