import type { DeployResult } from './deploy-text.ts';

/** The result of a deploy for machines: no code and no payloads, so no secret either. */
export function deployJson({
  target,
  bundles,
  changes,
  live,
  personas,
  receipt,
  seconds,
}: DeployResult): string {
  return JSON.stringify(
    {
      target,
      seconds,
      receipt,
      bundles: bundles.map(({ code: _, ...bundle }) => bundle),
      changes: changes.map(({ type, name, kind, fields }) => ({
        type,
        name,
        kind,
        fields: fields.map((field) => (field.path === 'code' ? { path: 'code' } : field)),
      })),
      live: Object.fromEntries(
        [...live.bindings].map(([trigger, bindings]) => [
          trigger,
          bindings.map(({ actionName }) => ({
            action: actionName,
            version: live.actions.get(actionName)?.deployed?.number,
          })),
        ]),
      ),
      logins: personas.logins.map(({ person, ...login }) => ({ email: person.email, ...login })),
      notRun: personas.skipped,
    },
    null,
    2,
  );
}
