import { pending } from './changes.ts';
import type { Danger } from './dangers.ts';
import type { Prepared } from './plan.ts';

/** Code that somebody saved in the Dashboard and did not deploy, which a deploy overwrites and no version keeps. */
export function draftDangers({ desired, live, changes }: Prepared): Danger[] {
  return pending(changes).flatMap(({ type, kind, name }) => {
    const action = live.actions.get(name);
    if (type !== 'actions' || kind !== 'update' || action?.draft === undefined) return [];
    const { code, updatedAt } = action.draft;
    const wanted = desired.actions.find((one) => one.name === name)?.code;
    if (code === wanted || code === action.deployed?.code) return [];
    const when = updatedAt === undefined ? '' : ` (changed ${updatedAt})`;
    const other =
      action.deployed === undefined
        ? 'is not what was built'
        : `differs from version ${action.deployed.number}`;
    return [
      { code: 'draft-lost', message: `The draft of ${name}${when} ${other}, and would be overwritten.` },
    ];
  });
}
