import { asList } from './as-list.js';

interface Indexed {
  readonly index?: number | null;
}

/** Picks the first of several alternative answers: a Message has room for one. */
export function pickChoice<Choice extends Indexed>(
  choices: readonly (Choice | null)[] | null | undefined,
): Choice | undefined {
  let picked: Choice | undefined;
  for (const choice of asList(choices)) {
    if (choice && (picked === undefined || indexOf(choice) < indexOf(picked))) picked = choice;
  }
  return picked;
}

function indexOf({ index }: Indexed): number {
  return typeof index === 'number' ? index : 0;
}
