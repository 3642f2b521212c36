import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A template line to remove. */
export interface Mutation {
  readonly file: string;
  /** The line number, starting at 1. */
  readonly line: number;
  readonly text: string;
}

/** All template lines except comments and blank lines. */
export function findMutations(chart: string): readonly Mutation[] {
  const files = readdirSync(join(chart, 'templates'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.(yaml|tpl|txt)$/.test(file))
    .sort()
    .flatMap((file) =>
      withoutComments(readFileSync(join(chart, 'templates', file), 'utf8'))
        .split('\n')
        .map((text, index) => ({ file: join('templates', file), line: index + 1, text }))
        .filter(hasEffect),
    );
}

/** Copies the chart without one line. */
export function mutate(chart: string, copy: string, { file, line }: Mutation): void {
  cpSync(chart, copy, { recursive: true });
  const lines = readFileSync(join(chart, file), 'utf8').split('\n');
  writeFileSync(join(copy, file), lines.toSpliced(line - 1, 1).join('\n'));
}

/** Blanks the template comments, which can span several lines, and keeps the line numbers. */
function withoutComments(template: string): string {
  return template.replace(/\{\{-? ?\/\*.*?\*\/ ?-?\}\}/gs, (comment) => comment.replace(/[^\n]/g, ''));
}

function hasEffect({ text }: Mutation): boolean {
  return !/^\s*($|#)/.test(text);
}
