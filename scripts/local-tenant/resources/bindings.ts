import { boundActionView } from '../action-view.ts';
import { badRequest, refusal } from '../errors.ts';
import { newId } from '../ids.ts';
import { actionsPage } from '../pagination.ts';
import { parseQuery } from '../query.ts';
import type { Action, Binding, Fields, State } from '../state.ts';
import type { ApiRequest, Handler } from '../tenant.ts';
import { findTrigger, TRIGGERS } from '../triggers.ts';
import { parseBody } from '../validate.ts';
import { UPDATE_BINDINGS } from './action-body.ts';

export const listTriggers: Handler = () => ({ status: 200, body: { triggers: TRIGGERS } });

export const listBindings: Handler = (tenant, request) => {
  const query = parseQuery(request.query, { page: 'number', per_page: 'number' });
  const trigger = knownTrigger(request);
  const state = tenant.store.read();
  const bindings = (state.bindings[trigger] ?? []).map((binding) => bindingView(state, binding));
  return { status: 200, body: actionsPage(bindings, query, 'bindings') };
};

/** Replaces the whole ordered list. */
export const updateBindings: Handler = (tenant, request) => {
  const trigger = knownTrigger(request);
  const { bindings } = parseBody(UPDATE_BINDINGS, request.body);
  const now = tenant.now().toISOString();
  return tenant.store.update((draft) => {
    const before = draft.bindings[trigger] ?? [];
    const after = bindings.map(({ ref, display_name }): Binding => {
      const action = boundAction(draft, trigger, before, ref);
      const existing = before.find((binding) => binding.action_id === action.id);
      return {
        id: existing?.id ?? newId.uuid(tenant.random),
        trigger_id: trigger,
        display_name: display_name ?? existing?.display_name ?? action.name,
        action_id: action.id,
        created_at: existing?.created_at ?? now,
        updated_at: now,
      };
    });
    draft.bindings[trigger] = after;
    return { status: 200, body: { bindings: after.map((binding) => bindingView(draft, binding)) } };
  });
};

function knownTrigger(request: ApiRequest): string {
  const id = request.params['trigger'] ?? '';
  if (!findTrigger(id)) throw badRequest(`Unknown trigger: ${id}`, 'invalid_uri');
  return id;
}

function boundAction(
  state: State,
  trigger: string,
  before: readonly Binding[],
  ref: { readonly type: 'binding_id' | 'action_id' | 'action_name'; readonly value: string },
): Action {
  const id =
    ref.type === 'binding_id' ? before.find((binding) => binding.id === ref.value)?.action_id : ref.value;
  const action = state.actions.find((candidate) =>
    ref.type === 'action_name' ? candidate.name === ref.value : candidate.id === id,
  );
  if (!action) throw refusal('bindingOfNothing', `${ref.type} ${ref.value}`);
  if (action.deployed_version_id === undefined) throw refusal('bindingOfDraft', action.name);
  if (!action.supported_triggers.some((supported) => supported.id === trigger)) {
    throw refusal('bindingOfOther', action.name);
  }
  return action;
}

function bindingView(state: State, binding: Binding): Fields {
  const { action_id, ...rest } = binding;
  const action = state.actions.find((candidate) => candidate.id === action_id);
  return { ...rest, ...(action ? { action: boundActionView(action) } : {}) };
}
