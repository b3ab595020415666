import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event): Promise<void> {
  if (!event.user.name) throw new UnauthorizedError('A name is needed.');
}

/** The error of the Rules sandbox. */
class UnauthorizedError extends Error {
  override name = 'UnauthorizedError';
}
