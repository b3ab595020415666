import { copyProject, type Edits } from './copy-project.ts';
import { folder } from './folder.ts';

/** A copy of this repository's project, with some of its files changed, that the running test may break. */
export function projectCopy(edits: Edits = {}): string {
  const root = folder();
  copyProject(root, edits);
  return root;
}
