import { notFound } from '../errors.ts';
import type { Action, State } from '../state.ts';
import { findOr } from '../tenant.ts';
import type { ApiRequest } from '../tenant.ts';

/** The Action named in the path, or a 404; Auth0 gives this one no error code. */
export function findAction(state: State, request: ApiRequest): Action {
  const id = request.params['id'];
  return findOr(state.actions, (action) => action.id === id, notFound('That action does not exist.'));
}
