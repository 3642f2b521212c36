import { asList } from '../../../common/json.js';

interface Numbered {
  readonly index?: number | null;
}

/** Selects the first of several alternative responses: a Message holds one. */
export function selectChoice<Choice extends Numbered>(
  choices: readonly (Choice | null)[] | null | undefined,
): Choice | undefined {
  let picked: Choice | undefined;
  for (const choice of asList(choices)) {
    if (choice && (picked === undefined || indexOf(choice) < indexOf(picked))) picked = choice;
  }
  return picked;
}

function indexOf({ index }: Numbered): number {
  return typeof index === 'number' ? index : 0;
}
